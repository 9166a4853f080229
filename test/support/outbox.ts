import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readVariable } from '../../functions/config.ts';

/** A mail as it was written. */
export interface WrittenMail {
  to: string;
  subject: string;
  text: string;
}

/** Mails to an address, oldest first. */
export async function mailsTo(address: string): Promise<WrittenMail[]> {
  const folder = readVariable('MAIL_OUTBOX');
  const files = (await readdir(folder).catch(() => [])).toSorted();
  const mails = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return mails.map(mailFrom).filter(({ to }) => to === address);
}

/** The path and query of the one link in the newest mail to an address, and its token. */
export async function linkTo(address: string): Promise<{ path: string; token: string }> {
  const text = (await mailsTo(address)).at(-1)?.text ?? '';
  const [link = '', ...more] = text.match(/https?:\/\/\S+/g) ?? [];
  if (!link || more.length > 0) throw new Error(`There is not one link in the mail to ${address}: ${text}`);
  const url = new URL(link);
  return { path: url.pathname + url.search, token: url.searchParams.get('token') ?? '' };
}

function mailFrom(written: string): WrittenMail {
  const [head = '', ...text] = written.split('\n\n');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1] ?? '';
  return { to: header('To'), subject: header('Subject'), text: text.join('\n\n') };
}
