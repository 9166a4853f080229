import { type AcceptedFinding, acceptedFindings, acceptedLintFindings } from '../accepted-findings.ts';
import { code, generatedNote, table } from './markdown.ts';

/** `docs/accepted-findings.md`: for a security review, each exception to the AwsSolutions rules and to cfn-lint's, with its reason. */
export function acceptedFindingsPage(): string {
  const byReason = Map.groupBy(acceptedFindings, ({ rule, reason }) => `${rule} ${reason}`);
  const rows = [...byReason.values()].map((findings) => [
    code(`${findings[0]?.rule}`),
    findings.map(placeOf).join('<br>'),
    `${findings[0]?.reason}`,
  ]);
  const lintRows = acceptedLintFindings.map(({ rule, resourceType, reason }) => [
    code(rule),
    `every ${code(resourceType)}`,
    reason,
  ]);
  return `# Accepted findings

${generatedNote('infra/accepted-findings.ts')}

Each ${code('npx cdk synth')} checks the stack against the AwsSolutions rules of [cdk-nag](https://github.com/cdklabs/cdk-nag)
and fails on any finding that is not listed here. A test fails on any entry here that the rules no longer find.

${table(['Rule', 'Where', 'Why it is accepted'], rows)}

${code('.ci/run')} has the templates of a development and of a production stage linted by
[cfn-lint](https://github.com/aws-cloudformation/cfn-lint), which knows the schemas of all resources, with its rules of every
severity. Accepted are these, and an entry here that it no longer finds fails as well.

${table(['Rule', 'Where', 'Why it is accepted'], lintRows)}
`;
}

function placeOf({ at, bucketPrefix }: AcceptedFinding): string {
  const place = at.map((id) => id.replaceAll('|', '/')).join(' › ');
  return bucketPrefix ? `${place}: ${code(`${bucketPrefix}/*`)}` : place;
}
