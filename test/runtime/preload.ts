import { registerHooks } from 'node:module';

/** Loaded before the runtime client: puts `native-client.ts`, bundled beside this file, in the place of its native part. */
const nativeClient = new URL('./native-client.mjs', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === './rapid-client.node'
      ? { url: nativeClient, format: 'module', shortCircuit: true }
      : nextResolve(specifier, context),
});
