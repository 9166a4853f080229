/** What a field of a body holds; an optional one may be left out, and a removable one is absent when it is empty. */
export type FieldKind =
  | 'name'
  | 'description'
  | 'url'
  | 'page'
  | 'id'
  | 'ids'
  | 'roles'
  | 'flag'
  | 'days'
  | 'email'
  | 'newPassword'
  | 'password'
  | 'token'
  | 'choice';

/** One field of a valid body. */
export interface ValidField {
  kind: FieldKind;
  value: unknown;
  isOptional?: true;
  isRemovable?: true;
}

/** What is written where a field's value belongs: `written` is JSON as it is sent, `form` a form's value. */
export interface BrokenValue {
  written?: string;
  form?: string;
}

const long = (length: number) => 'x'.repeat(length);

/** No kind is one of these. */
const neverRight: unknown[] = [[[]], { $gt: '' }, { toString: 1 }, [{}], [null], [7]];
const numbers = ['7', '-1', '0', '1e400', '1e308', '9007199254740993', '0.1'];
const words = ['true', 'false'];
/** One half of a surrogate pair, as JSON can write it: no text has it. */
const halves = ['"\\ud800"', '"a\\udc00b"'];

const lineTexts = ['a\u0000b', 'a\u0007b', 'a\u001bb', 'a\u007fb', 'a\u0085b'];
const notUrls = [
  'nothing',
  'NaN',
  'ftp://example.org/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'http://',
  '//example.org/',
  'http://exa mple.org/',
  'http://example.org/\u0000',
  'http://example.org/a\nb',
  'http://[::1/',
  'http://example.org:99999/',
  `http://example.org/${long(2048)}`,
];
const notAddresses = [
  'nobody',
  '@example.org',
  'a@',
  'a@b',
  'a b@example.org',
  'a@b@example.org',
  'a@example.org,b@example.org',
  'a@example.org\nBcc: b@example.org',
  '"a"@example.org',
  '<a@example.org>',
  'a\u0000@example.org',
  `${long(65)}@example.org`,
  `a@${long(250)}.org`,
];
const notDays = ['0', '-1', '1.5', '1e3', '0x10', 'NaN', 'Infinity', '99999', '1 2', '١', long(400)];
const notFlags = ['yes', 'on', '1', '0', 'TRUE', 'truefalse', 'NaN', 'null', '__proto__', long(5000)];
const notChoices = ['waf', 'FTP', 'constructor', '__proto__', 'toString', 'WAF\u0000', 'apply ', 'NaN', long(5000)];

/** Texts that are wrong for a kind, in JSON and in a form. */
const wrongTexts: Record<FieldKind, readonly string[]> = {
  name: [...lineTexts, 'a\nb', 'a\r\nb', '  ', '\t', long(201), long(20_000)],
  description: [...lineTexts, long(5001), long(20_000)],
  url: notUrls,
  page: [...notUrls, 'http://someone:secret@example.org/'],
  id: [long(129), long(20_000)],
  ids: [long(129), Array.from({ length: 101 }, (_, n) => `id-${n}`).join(','), '__proto__', 'nobodysId22222222,b'],
  roles: ['owner', 'admin,owner', '__proto__', 'ADMIN', long(129)],
  flag: notFlags,
  days: notDays,
  email: notAddresses,
  newPassword: [
    'short',
    'elevenchars',
    long(1025),
    'aaaaaaaaaaaaaa',
    'password12345',
    'qwertyuiopasdf',
    '            ',
  ],
  password: ['another password 5', 'NaN', long(1025)],
  token: ['a link', 'NaN', '__proto__', '.', '../../etc/passwd', long(1025), 'a\u0000b'],
  choice: notChoices,
};

/** JSON that is no text, and not what the kind is either. */
function wrongTypes(kind: FieldKind): string[] {
  const written = neverRight.map((value) => JSON.stringify(value));
  if (kind === 'flag') return [...written, ...numbers, '[true]'];
  if (kind === 'days') return [...written, ...numbers.filter((one) => one !== '7'), ...words, '[1]'];
  if (kind === 'ids' || kind === 'roles') return [...written, ...numbers, ...words, '[""]', '[["a"]]', '{"0":"a"}'];
  return [...written, ...numbers, ...words, '["a"]'];
}

/** Everything that a field must not be, one by one. */
export function brokenValues({ kind, value, isOptional, isRemovable }: ValidField): BrokenValue[] {
  const emptyIsRight = isRemovable === true || kind === 'description';
  const written = [...wrongTypes(kind), ...(isRemovable ? [] : ['null'])];
  const emptyText = emptyIsRight || kind === 'ids' ? [] : [''];
  const texts = [...wrongTexts[kind], ...emptyText];
  const missing: BrokenValue[] = isOptional ? [] : [{}];
  const right = JSON.stringify(value);
  return [
    ...missing,
    ...[...written, ...halves].map((one) => ({ written: one })),
    ...texts.map((text) => ({ written: JSON.stringify(text), form: text })),
    // What JSON parsers make of a name that is there twice differs.
    { written: `${right},"<name>":7` },
    { written: `7,"<name>":${right}` },
  ];
}

/** Fields that no body has, some of which every object has. */
export const unknownNames = [
  'colour',
  '_id',
  'created_at',
  'password_hash',
  'verified',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  ' name',
  long(300),
];
