import { type Access, routes } from '../functions/routes.ts';
import { registryFunctions } from './registry-functions.ts';

/** A finding of the AwsSolutions rules that we live with, and why. `docs/accepted-findings.md` is made from these. */
export interface AcceptedFinding {
  rule: string;
  /** Construct that it is about: ids below the stack. */
  at: readonly string[];
  /** For a rule that finds several things in one place: key prefix of the bucket that this one is about. */
  bucketPrefix?: string;
  reason: string;
}

const reasonsByAccess: Readonly<Record<Access, string>> = {
  public:
    'Anyone may call it, by the contract: it answers what is public, or is how a caller gets a token in the first place.',
  optional: 'Anyone may call it; a token that is sent is checked by the function, which shows members more.',
  user: 'The function checks X-Auth-Token and X-User-Id, two headers of the inherited contract that no authorizer answers for in its words.',
  admin:
    'The function checks X-Auth-Token and X-User-Id, two headers of the inherited contract, and that they are those of an administrator.',
};

/** A finding of cfn-lint that we live with, on every resource of a type, and why. */
export interface AcceptedLintFinding {
  rule: string;
  resourceType: string;
  reason: string;
}

/** Every finding of cfn-lint that is accepted; `infra/lint-templates.ts` refuses others, and entries that it no longer finds. */
export const acceptedLintFindings: readonly AcceptedLintFinding[] = [
  {
    rule: 'W3005',
    resourceType: 'AWS::Lambda::Function',
    reason:
      'CDK writes down that a function depends on its role, which the mention of the role says already. It changes nothing, and cannot be turned off.',
  },
];

/** Id of the construct of a call in the gateway. */
export function routeId(call: string): string {
  return call.replaceAll('/', '|');
}

/** Every finding that is accepted. A test compares them with what the rules find: none too few, none too many. */
export const acceptedFindings: readonly AcceptedFinding[] = [
  {
    rule: 'AwsSolutions-S1',
    at: ['Bucket', 'Objects'],
    reason:
      'One role reads and writes the bucket and logs what it does; an access log would be a second bucket that grows by a line per document. Where an account wants a trail, CloudTrail data events give it.',
  },
  {
    rule: 'AwsSolutions-SMG4',
    at: ['SigningKey', 'Secret'],
    reason:
      'Each rotation ends the tokens signed two keys ago, so the operator chooses the day. The functions accept the current key and the one before.',
  },
  ...registryFunctions.flatMap(({ handler, grants }) =>
    [...new Set(grants.uses.filter((use) => use.startsWith('bucket:')).map((use) => `${use.split(':')[2]}`))].map(
      (bucketPrefix) => ({
        rule: 'AwsSolutions-IAM5',
        at: [handler, 'Role'],
        bucketPrefix,
        reason: 'Keys are made at run time; the right ends at this prefix of this bucket.',
      }),
    ),
  ),
  ...routes.flatMap(({ calls, access }) =>
    calls.map((call) => ({
      rule: 'AwsSolutions-APIG4',
      at: ['Gateway', routeId(call)],
      reason: reasonsByAccess[access],
    })),
  ),
  {
    rule: 'AwsSolutions-APIG4',
    at: ['Gateway', '$default'],
    reason:
      'It answers preflights, wrong methods and unknown paths from the list of routes. A call with a trailing slash goes to the function of its route, which checks it.',
  },
];
