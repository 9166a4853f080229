import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Environment } from '../../functions/config.ts';
import type { FunctionGrants } from '../../functions/routes.ts';

/** The bucket of documents, plans, manifests and reports. */
export class RegistryBucket extends Construct {
  /** Name of the bucket, by the variable that holds it. */
  readonly values: Environment;
  readonly #bucket: Bucket;

  constructor(scope: Construct, id: string, props: { keepsData: boolean }) {
    super(scope, id);
    this.#bucket = new Bucket(this, 'Objects', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: props.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      lifecycleRules: [
        // A plan is of use to one attempt only.
        {
          id: 'plans-last-a-day',
          prefix: 'plans/',
          expiration: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(1),
        },
        {
          id: 'old-versions-last-a-month',
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          expiredObjectDeleteMarker: true,
        },
      ],
    });
    this.values = { BUCKET: this.#bucket.bucketName };
  }

  /** The rights of a function on the objects below the prefixes that it names. */
  statementsFor(grants: FunctionGrants): PolicyStatement[] {
    const objects = (kind: 'read' | 'write') =>
      grants.uses
        .filter((resource) => resource.startsWith(`bucket:${kind}:`))
        .map((resource) => this.#bucket.arnForObjects(`${resource.split(':')[2]}/*`));
    const allow = (actions: string[], resources: string[]) =>
      resources.length > 0 ? [new PolicyStatement({ actions, resources })] : [];
    const read = objects('read');
    return [
      ...allow(['s3:GetObject'], read),
      ...allow(['s3:PutObject', 's3:DeleteObject'], objects('write')),
      // Without it S3 answers 403 instead of 404 for an object that is not there, and a condition on the prefix does not
      // help, as a GetObject carries none: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
      ...allow(['s3:ListBucket'], read.length > 0 ? [this.#bucket.bucketArn] : []),
    ];
  }
}
