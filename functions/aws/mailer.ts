import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { readVariable } from '../config.ts';
import { RegistryError } from '../domain/errors.ts';
import type { Mail, Mailer } from '../domain/ports.ts';
import { log } from '../log.ts';

let client: SESv2Client | undefined;

/** Sends by SES or, where `MAIL_OUTBOX` names a folder, writes a file for each message and tells its path in the log. */
export const mailer: Mailer = {
  async send(mail) {
    const folder = readVariable('MAIL_OUTBOX');
    if (folder) return await writeMail(folder, mail);
    const from = readVariable('MAIL_FROM');
    if (!from)
      throw new RegistryError('CONFIG_INVALID', 'Mail cannot be sent: neither MAIL_FROM nor MAIL_OUTBOX is set.');
    client ??= new SESv2Client({ maxAttempts: 3 });
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [mail.to] },
        Content: {
          Simple: {
            Subject: { Data: mail.subject, Charset: 'UTF-8' },
            Body: { Text: { Data: mail.text, Charset: 'UTF-8' } },
          },
        },
      }),
    );
  },
};

/** A header for each field, an empty line, the text, as RFC 5322 has it, so that a mail program can show it. */
async function writeMail(folder: string, { to, subject, text }: Mail): Promise<void> {
  await mkdir(folder, { recursive: true });
  const time = new Date().toISOString().replaceAll(/[-:.]/g, '');
  const path = join(folder, `${time}-${randomBytes(3).toString('hex')}.eml`);
  const headers = [`To: ${to}`, `Subject: ${subject}`, 'Content-Type: text/plain; charset=utf-8'];
  await writeFile(path, `${headers.join('\n')}\n\n${text}`, { mode: 0o600, flag: 'wx' });
  log('warn', `A mail is in ${path}`);
}
