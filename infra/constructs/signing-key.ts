import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Environment } from '../../functions/config.ts';
import type { FunctionGrants } from '../../functions/routes.ts';

/** The key that signs tokens: made by Secrets Manager, seen by nobody. */
export class SigningKey extends Construct {
  /** ARN of the secret, by the variable that holds it. */
  readonly values: Environment;
  readonly #secret: Secret;

  constructor(scope: Construct, id: string, props: { keepsData: boolean }) {
    super(scope, id);
    this.#secret = new Secret(this, 'Secret', {
      description: 'Signs the tokens of the harvest registry (HS256)',
      // 64 letters and digits are 381 bits; HS256 wants at least 256 (RFC 7518, section 3.2).
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: props.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.values = { SIGNING_KEY_SECRET: this.#secret.secretArn };
  }

  /** The right to read the key, for a function that checks or makes tokens. */
  statementsFor(grants: FunctionGrants): PolicyStatement[] {
    if (!grants.uses.includes('signing-key')) return [];
    return [new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [this.#secret.secretArn] })];
  }
}
