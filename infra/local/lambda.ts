import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { emulatedAccount, emulatedRegion } from './create-stores.ts';

/** A function as Lambda calls it. */
export type Handler = (event: unknown, context: Context) => unknown;

/** Finds a function by its name. */
export type LoadHandler = (name: string) => Promise<Handler>;

/** The file of a function. */
export function handlerFile(folder: 'api' | 'jobs', name: string): URL {
  return new URL(`../../functions/${folder}/${name}.ts`, import.meta.url);
}

/**
 * Loads `handler` from a file.
 * @throws where there is no such file, or no handler in it
 */
export async function loadHandler(file: URL): Promise<Handler> {
  const exported = (await import(/* @vite-ignore */ file.href)) as { handler?: Handler };
  if (!exported.handler) throw new Error(`${file.pathname} exports no handler.`);
  return exported.handler;
}

/** The context object of one invocation that begins now and may last `timeoutMs`. */
export function invocationContext(functionName: string, timeoutMs: number): Context {
  const endsAt = Date.now() + timeoutMs;
  return {
    awsRequestId: randomUUID(),
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${emulatedRegion}:${emulatedAccount}:function:${functionName}`,
    memoryLimitInMB: '1024',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, endsAt - Date.now()),
    // Of the time before promises; still required by the type.
    done() {},
    fail() {},
    succeed() {},
  };
}

/** What an event or an answer becomes on its way to or from a function: plain JSON. Nothing at all becomes null. */
export function throughJson(value: unknown): { text: string; value: unknown } {
  const text = JSON.stringify(value) ?? 'null';
  return { text, value: JSON.parse(text) };
}
