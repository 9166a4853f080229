import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionGrants } from '../../functions/routes.ts';

/**
 * The right to send mail, as one sender only. SES checks it on the identity that it knows as verified, which is the
 * sender's address or its domain: https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html
 */
export function mailStatements(stack: Stack, grants: FunctionGrants, mailFrom: string | undefined): PolicyStatement[] {
  if (!grants.uses.includes('mail:send') || mailFrom === undefined) return [];
  const identities = [mailFrom, mailFrom.slice(mailFrom.indexOf('@') + 1)];
  return [
    new PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: identities.map((resourceName) =>
        stack.formatArn({ service: 'ses', resource: 'identity', resourceName }),
      ),
      conditions: { StringEquals: { 'ses:FromAddress': mailFrom } },
    }),
  ];
}
