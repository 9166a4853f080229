import { describe, expect, it } from 'vitest';
import { normalUrl } from '../../../functions/domain/normal-url.ts';
import { groupOf, withoutUserInfo } from '../../../functions/domain/source-url.ts';

describe('normalUrl', () => {
  it.each([
    ['HTTP://Data.Example.ORG/iso', 'http://data.example.org/iso'],
    ['http://x:80/iso/', 'http://x/iso'],
    ['http://x.org./iso', 'http://x.org/iso'],
    ['http://x.org.:8080/iso', 'http://x.org:8080/iso'],
    ['https://x:443/', 'https://x'],
    ['http://x:8080/', 'http://x:8080'],
    ['http://x/a/./b/../c//', 'http://x/a/c'],
    ['http://x/%7euser/%c3%a9', 'http://x/~user/%C3%A9'],
    ['http://x/a%2Fb', 'http://x/a%2Fb'],
    ['http://me:secret@x/a#top', 'http://x/a'],
    ['http://x/csw?service=CSW', 'http://x/csw?service=CSW'],
  ])('%s is %s', (text, normal) => {
    expect(normalUrl(text)).toBe(normal);
    expect(normalUrl(normal)).toBe(normal);
  });

  it.each(['', 'x', 'ftp://x/', 'file:///etc/passwd', 'http://', 'javascript:alert(1)'])('refuses %j', (text) => {
    expect(() => normalUrl(text)).toThrow(expect.objectContaining({ code: 'SOURCE_URL_INVALID' }));
  });
});

describe('the URL of a source', () => {
  it('is shown without user name and password', () => {
    expect(withoutUserInfo('http://me:secret@x/a?b#c')).toBe('http://x/a?b#c');
    expect(withoutUserInfo('http://x/a')).toBe('http://x/a');
  });

  it('gives one message group for each scheme, host and port, of a length that SQS takes', () => {
    expect(groupOf('http://me:secret@X.org:80/a')).toBe('http://x.org');
    expect(groupOf('http://x.org:8080/a')).toBe('http://x.org:8080');
    expect(groupOf(`http://${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}/`).length).toBeLessThanOrEqual(128);
  });
});
