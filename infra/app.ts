import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { isRegistryError } from '../functions/domain/errors.ts';
import { acknowledgeFindings } from './acknowledge-findings.ts';
import { RegistryStack } from './registry-stack.ts';
import { readSettings } from './settings.ts';

/** What `npx cdk` runs: one stack, checked against the AwsSolutions rules each time it is synthesised. */
function synthesise(): void {
  const app = new App();
  const settings = readSettings(app.node.getAllContext());
  const stack = new RegistryStack(app, `registry-${settings.stage}`, settings);
  acknowledgeFindings(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

try {
  synthesise();
} catch (thrown) {
  if (!isRegistryError(thrown, 'CONFIG_INVALID')) throw thrown;
  console.error(thrown.message);
  process.exitCode = 1;
}
