import { describe, expect, it } from 'vitest';
import { noteOtherForms } from '../../../functions/domain/other-forms.ts';

const other = { code: 'FOLDER_LOOP', message: 'A remark of the listing.' };
const form = (n: number) => ({ form_url: `https://e.org/${n}.iso19115_2` });

describe('noteOtherForms', () => {
  it('says nothing when every document is its own', () => {
    expect(noteOtherForms([other], [], [{}, {}])).toEqual([other]);
  });

  it('counts on from slice to slice', () => {
    const first = noteOtherForms([other], [], [form(1), {}]);
    expect(first).toMatchObject([other, { code: 'OTHER_FORM_READ', count: 1, url: 'https://e.org/1.iso19115_2' }]);
    expect(first[1]?.message).toMatch(/^1 document is served/);
    const second = noteOtherForms([other], first, [form(2), form(3), {}]);
    expect(second).toMatchObject([other, { count: 3, url: 'https://e.org/1.iso19115_2' }]);
    expect(second[1]?.message).toMatch(/^3 documents are served/);
    expect(noteOtherForms([other], second, [])).toEqual(second);
  });
});
