import { describe, expect, it } from 'vitest';
import { acceptedFindings } from '../../infra/accepted-findings.ts';
import { listFindings } from './stack-template.ts';

describe('the AwsSolutions rules', () => {
  it('find nothing but what is accepted', () => {
    expect(listFindings({ acknowledged: true })).toEqual([]);
  });

  it('find all that is accepted: an exception that nobody needs any more is struck off', () => {
    const found = listFindings({ acknowledged: false }).map(withoutLogicalId);
    const accepted = acceptedFindings.map(({ rule, at, bucketPrefix }) =>
      [rule, bucketPrefix && `[${bucketPrefix}/*]`, ` at registry-dev/${at.join('/')}/Resource`]
        .filter(Boolean)
        .join(''),
    );
    expect(found.sort()).toEqual(accepted.sort());
  });

  it('are overruled with a reason only', () => {
    for (const { reason } of acceptedFindings) expect(reason.length).toBeGreaterThan(40);
  });
});

function withoutLogicalId(finding: string): string {
  return finding.replace(/\[Resource::<\w+\.Arn>\/([^\]]+)\]/, '[$1]');
}
