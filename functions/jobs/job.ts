import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { describeThrown, log, withLogFields } from '../log.ts';

/** Wraps a function that no client calls: one log line for each run; what is thrown goes on to Lambda. */
export function job<Event, Result>(
  name: string,
  run: (event: Event, context: Context) => Promise<Result>,
): (event: Event, context: Context) => Promise<Result> {
  const stack = middy(run as (event: unknown, context: Context) => Promise<Result>);
  stack.use({
    after: ({ response }) => log('info', `${name} done`, { result: response }),
    onError: ({ error }) => log('error', `${name} failed`, describeThrown(error)),
  });
  const wrapped = stack as unknown as (event: Event, context: Context) => Promise<Result>;
  return async (event, context) =>
    await withLogFields({ function: name, request_id: context.awsRequestId }, () => wrapped(event, context));
}
