import { describe, expect, it } from 'vitest';
import { readSettings } from '../../infra/settings.ts';

describe('readSettings', () => {
  it('needs nothing: a stage for trying out in us-east-1, whose data go with it', () => {
    expect(readSettings({})).toEqual({
      stage: 'dev',
      region: 'us-east-1',
      contactUrl: 'https://ioos.noaa.gov/data/catalog/',
      publicUrl: undefined,
      mailFrom: undefined,
      alarmMail: undefined,
      logRetentionDays: 30,
      logLevel: 'info',
      workersAtOnce: 5,
      limits: {},
      keepsData: false,
    });
  });

  it('takes numbers as the command line gives them, and keeps the data of production', () => {
    const settings = readSettings({
      stage: 'production',
      logRetentionDays: '90',
      workersAtOnce: '50',
      limits: '{"maxDepth":5}',
    });
    expect(settings).toMatchObject({
      keepsData: true,
      logRetentionDays: 90,
      workersAtOnce: 50,
      limits: { maxDepth: 5 },
    });
  });

  it("leaves CDK's own keys alone", () => {
    expect(readSettings({ 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:x': true, 'cli-telemetry': false }).stage).toBe(
      'dev',
    );
  });

  it.each([
    ['an unknown stage', { stage: 'prod' }, /The setting stage is "prod"; it must be one of dev, staging, production/],
    ['a stage that is no text', { stage: 3 }, /stage is 3/],
    ['a misspelt setting', { alarmMial: 'a@b.org' }, /There is no setting alarmMial\. There are: stage, region/],
    ['a region that is none', { region: 'Virginia' }, /region is "Virginia"; it must be an AWS region/],
    ['a contact that is no URL', { contactUrl: 'ioos.noaa.gov' }, /contactUrl .* must be an http, https or mailto URL/],
    ['a contact with a line break', { contactUrl: 'https://a.org/\nX: y' }, /contactUrl/],
    ['a mail address without a host', { alarmMail: 'operator' }, /alarmMail is "operator"; it must be a mail address/],
    ['a sender without a host', { mailFrom: 'registry' }, /mailFrom is "registry"; it must be a mail address/],
    ['a public URL with a path', { publicUrl: 'https://a.org/x' }, /publicUrl .* must be an https URL without a path/],
    ['an empty mail address', { alarmMail: '' }, /alarmMail is ""/],
    [
      'a retention that CloudWatch does not have',
      { logRetentionDays: '31' },
      /logRetentionDays is "31"; it must be one of 1, 3/,
    ],
    ['a retention that is no number', { logRetentionDays: 'long' }, /logRetentionDays is "long"/],
    ['a log level that is none', { logLevel: 'verbose' }, /logLevel is "verbose"; it must be one of debug/],
    ['one worker only', { workersAtOnce: 1 }, /workersAtOnce is 1; it must be a whole number from 2 to 1000/],
    ['half a worker', { workersAtOnce: '2.5' }, /workersAtOnce is "2\.5"/],
    ['no number of workers', { workersAtOnce: '' }, /workersAtOnce is ""/],
    ['limits that are no JSON', { limits: '{maxDepth:5}' }, /The setting limits is/],
    ['limits that are a list', { limits: [] }, /The setting limits is \[\]/],
    ['a limit that is none', { limits: { depth: 5 } }, /limits\.depth is 5/],
    ['a limit named like a property of objects', { limits: '{"toString":5}' }, /limits\.toString/],
    ['a limit that is no number', { limits: { maxDepth: '5' } }, /limits\.maxDepth is "5"/],
    ['a limit below zero', { limits: { maxDepth: -1 } }, /limits\.maxDepth is -1/],
    ['a worker that takes longer than Lambda lets it', { limits: { workerTimeoutMs: 901_000 } }, /at most 900000/],
    ['a slice as long as the worker may take', { limits: { sliceBudgetMs: 180_000 } }, /less than workerTimeoutMs/],
    [
      'a message that comes back too early',
      { limits: { queueVisibilityMs: 600_000 } },
      /six times workerTimeoutMs, 1080000/,
    ],
  ])('refuses %s', (_what, context, message) => {
    expect(() => readSettings(context)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
