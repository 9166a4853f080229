import { type Stack, Validations } from 'aws-cdk-lib';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { type AcceptedFinding, acceptedFindings } from './accepted-findings.ts';

/** Tells the rules which of their findings in this stack are accepted. */
export function acknowledgeFindings(stack: Stack): void {
  for (const finding of acceptedFindings) {
    const construct = findDescendant(stack, finding.at);
    Validations.of(construct).acknowledge({ id: ruleIdOf(finding, stack), reason: finding.reason });
  }
}

function ruleIdOf({ rule, bucketPrefix }: AcceptedFinding, stack: Stack): string {
  if (bucketPrefix === undefined) return rule;
  const bucket = findDescendant(stack, ['Bucket', 'Objects']).node.defaultChild as CfnBucket;
  return `${rule}[Resource::<${stack.getLogicalId(bucket)}.Arn>/${bucketPrefix}/*]`;
}

function findDescendant(scope: IConstruct, ids: readonly string[]): IConstruct {
  return ids.reduce((found: IConstruct, id) => found.node.findChild(id), scope);
}
