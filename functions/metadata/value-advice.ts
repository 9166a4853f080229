import type { Advice, Finding } from './advice.ts';
import { repairDate } from './repair-date.ts';

/** A value of the document that its data type does not have. */
interface Value {
  value: string;
  /** `element`, or `the attribute x of element`. */
  holder: string;
  element: string;
}

const leaveOutHint =
  'If there is nothing to say, leave the whole property out, or keep it empty with a reason: gco:nilReason="missing".';

type Rule = [type: RegExp, advise: (value: Value) => Advice];

/** By name of the data type in the message; first match wins. */
const types: Rule[] = [
  [/date|timePosition|gYear|TemporalPosition|CalDate|:time'/i, adviseDate],
  [/decimal|double|float|integer|int'|long'|number|measure|real|short'|byte'/i, adviseNumber],
  [
    /boolean/i,
    ({ holder, value }) => bad('BAD_VALUE', `${holder} must be true or false; ${quoted(value)} is neither.`),
  ],
  [/:ID'/, adviseId],
  [
    /anyURI/i,
    ({ holder, value }) =>
      bad(
        'BAD_URL',
        `${holder} must be an address; ${quoted(value)} is none. Write spaces as %20 and check for stray characters.`,
      ),
  ],
  [
    /NilReason/i,
    ({ value }) =>
      bad(
        'NOT_IN_ENUMERATION',
        `gco:nilReason cannot be ${quoted(value)}: use missing, unknown, inapplicable, template, withheld, other:… or an address.`,
      ),
  ],
  [
    /Uom|UnitOf/i,
    ({ value }) =>
      bad(
        'BAD_UNIT',
        `${quoted(value)} is no unit: write its symbol without spaces, for example m, deg or m/s, or an address.`,
      ),
  ],
  [
    /duration/i,
    ({ holder, value }) =>
      bad(
        'BAD_DURATION',
        `${holder} must be a duration such as P1D (one day) or PT1H (one hour); ${quoted(value)} is none.`,
      ),
  ],
  [
    /Name'|NMTOKEN|IDREF/,
    ({ holder, value }) =>
      bad('BAD_NAME', `${holder} must be a name without spaces that begins with a letter; ${quoted(value)} is none.`),
  ],
];

/** Plain words for a message about a value; undefined for other messages. */
export function adviseValue(message: string, { element }: Finding): Advice | undefined {
  const attribute = /, attribute '([^']+)'/.exec(message)?.[1];
  const holder = attribute ? `The attribute ${attribute} of ${element}` : element;
  const set =
    /^Element '[^']*'(?:, attribute '[^']*')?: \[facet 'enumeration'\] The value '(.*)' is not an element of the set \{(.*)\}\.$/.exec(
      message,
    );
  if (set) return adviseEnumeration({ value: set[1] ?? '', holder, element }, set[2] ?? '');
  const fixed = /does not match the fixed value constraint '(.*)'/.exec(message)?.[1];
  if (fixed !== undefined) return bad('BAD_VALUE', `${holder} can only be ${quoted(fixed)}.`);
  const found = /^Element '[^']*'(?:, attribute '[^']*')?: '(.*)' is not a valid value of (.*)$/.exec(message);
  const facet = /^Element '[^']*'(?:, attribute '[^']*')?: \[facet '(\w+)'\] (?:The value '(.*?)' )?(.*)$/.exec(
    message,
  );
  if (found) return adviseType({ value: found[1] ?? '', holder, element }, found[2] ?? '');
  if (facet) return adviseFacet({ value: facet[2] ?? '', holder, element }, facet[3] ?? '');
  return undefined;
}

function adviseType(value: Value, type: string): Advice {
  const code = /'gm[di]:(\w+Code)_Type'/.exec(type)?.[1];
  if (code)
    return bad(
      'NOT_IN_ENUMERATION',
      `${quoted(value.value)} is not a value of ${code}: use one that the standard lists.`,
    );
  const rule = types.find(([pattern]) => pattern.test(type));
  if (rule) return rule[1](value);
  return value.value.trim() === ''
    ? adviseEmpty(value)
    : bad('BAD_VALUE', `${value.holder} cannot be ${quoted(value.value)}. Correct the value.`);
}

function adviseFacet(value: Value, reason: string): Advice {
  if (/underruns|length of '0'/.test(reason)) return adviseEmpty(value);
  const kind = value.value.trim() === '' ? 'EMPTY_VALUE' : 'BAD_VALUE';
  return bad(
    kind,
    `${value.holder} cannot be ${quoted(value.value)}: the value ${reason.replace(/\.$/, '')}. Correct the value.`,
  );
}

function adviseEnumeration({ value, holder }: Value, list: string): Advice {
  const allowed = list.split(/', '/).map((item) => item.replaceAll("'", ''));
  if (value.trim() === '')
    return bad('EMPTY_VALUE', `${holder} is empty: it must be one of ${allowed.join(', ')}. ${leaveOutHint}`);
  const folded = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  const meant = allowed.find((item) => folded(item) === folded(value));
  const advice = meant
    ? `Write ${meant} in place of ${quoted(value)}: letters, small or capital, and spaces count.`
    : `${holder} cannot be ${quoted(value)}. Choose one of ${allowed.join(', ')}.`;
  return bad('NOT_IN_ENUMERATION', advice);
}

function adviseDate(value: Value): Advice {
  const { holder, element } = value;
  if (value.value.trim() === '') return adviseEmpty(value);
  const repaired = repairDate(value.value);
  const isWritten = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(value.value.trim());
  if (isWritten && !repaired)
    return bad('BAD_DATE', `There is no such day or time as ${quoted(value.value)}: correct it.`);
  const wrong = isWritten
    ? `${quoted(value.value)} does not fit ${holder}.`
    : `${quoted(value.value)} is not a date as XML writes it (ISO 8601).`;
  if (repaired && element === 'gco:Date') {
    const clock = /\d:?\d{2}/.test(value.value.slice(10))
      ? ` or, with the time, <gco:DateTime>${repaired.dateTime}</gco:DateTime>`
      : '';
    return bad('BAD_DATE', `${wrong} Write <gco:Date>${repaired.date}</gco:Date>${clock}.`);
  }
  if (repaired) return bad('BAD_DATE', `${wrong} Write ${repaired.dateTime}.`);
  if (element === 'gco:DateTime') {
    return bad(
      'BAD_DATE',
      `${wrong} ${holder} needs date and time, as in 2017-04-27T00:05:01Z; for a day, a month or a year alone use gco:Date.`,
    );
  }
  if (/^gml:/.test(element)) {
    return bad(
      'BAD_DATE',
      `${wrong} Write it as 2017-04-27T00:05:01Z, 2017-04-27, 2017-04 or 2017; for a time that is not fixed leave ${element} empty and give it indeterminatePosition="now" (or "unknown", "before", "after").`,
    );
  }
  return bad(
    'BAD_DATE',
    `${wrong} Write it as 2017-04-27, 2017-04 or 2017, or with the time as 2017-04-27T00:05:01Z in gco:DateTime. ${leaveOutHint}`,
  );
}

function adviseNumber(value: Value): Advice {
  const text = value.value.trim();
  if (text === '') return bad('EMPTY_VALUE', `${value.holder} is empty, but must hold a number. ${leaveOutHint}`);
  const number = /^[+-]?\d[\d,]*(?:\.\d+)?/.exec(text)?.[0].replaceAll(',', '');
  const hint =
    number === undefined
      ? leaveOutHint
      : `Write the plain number, without unit or separators: ${number}, if that is what is meant.`;
  return bad(
    'BAD_NUMBER',
    `${value.holder} cannot be ${quoted(value.value)}: it needs a number, and of its kind (whole or decimal). ${hint}`,
  );
}

function adviseId({ value, holder, element }: Value): Advice {
  // XML Schema's ID is a name that no other ID of the document has; the engine says the same of both faults.
  if (/^[\p{L}_][\p{L}\p{N}\p{M}_.·-]*$/u.test(value)) return duplicateId(value, { element });
  return bad(
    'BAD_ID',
    `${holder} must begin with a letter or an underscore, and have no spaces or colons; ${quoted(value)} does not: write for example "_1".`,
  );
}

/** Two elements with one identifier. */
export function duplicateId(id: string, { element }: Pick<Finding, 'element'>): Advice {
  const name = id === '' ? 'of this one' : quoted(id);
  return bad(
    'DUPLICATE_ID',
    `Another element of the document has the identifier ${name} already. Give ${element} its own, and mend the references to it.`,
  );
}

function adviseEmpty({ holder }: Value): Advice {
  return bad('EMPTY_VALUE', `${holder} is empty. ${leaveOutHint}`);
}

function bad(kind: string, advice: string): Advice {
  return { kind, advice };
}

function quoted(value: string): string {
  const folded = value.replace(/\s+/g, ' ');
  return `"${folded.length > 80 ? `${folded.slice(0, 79)}…` : folded}"`;
}
