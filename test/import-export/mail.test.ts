/** Messages with their attachments. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hear, hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);
const iso = (at: number | null) => at !== null && new Date(at).toISOString();
const png = await readFile(
  join(import.meta.dirname, '../../dev/sample/files/officers-trained-2016-2025.png'),
);

const header = (...more: string[]) =>
  [
    'From: Secretariat <press@example.org>',
    'To: list@example.org',
    'Subject: =?utf-8?Q?Office_opens_caf=C3=A9?=',
    'Date: Wed, 05 May 2021 10:00:00 +0200 (CEST)',
    'Message-ID: <1@example.org>',
    'MIME-Version: 1.0',
    ...more,
  ].join('\r\n');

test('a message of plain text', async () => {
  const path = await write(
    'plain.txt',
    `${header('Content-Type: text/plain; charset=windows-1252', 'Content-Transfer-Encoding: quoted-printable')}\r\n\r\nPRESS RELEASE\r\n\r\nThe office opened a caf=E9\r\n*today*.\r\n\r\n- See www.example.org\r\n- More\r\n\r\n-- \r\nA. Person\r\n`,
  );
  const { at, release, notes } = await hearOne(path);
  expect(iso(at)).toBe('2021-05-05T08:00:00.000Z');
  expect(release).toMatchObject({ kind: 'press-release', sources: ['secretariat'] });
  expect(release.editions.en).toEqual({
    title: 'Office opens café',
    markdown:
      'The office opened a café \\*today\\*.\n\n- See [www.example.org](http://www.example.org)\n- More',
  });
  expect(notes).toContain('the signature below the text was left out');
});

const part = (type: string, body: string, ...fields: string[]) =>
  `--b\r\nContent-Type: ${type}\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n${body}\r\n`;
const base64 = 'Content-Transfer-Encoding: base64';
const multipart = (...parts: string[]) =>
  `${header('Content-Type: multipart/mixed; boundary=b')}\r\n\r\n${parts.join('')}--b--\r\n`;

test('HTML with pictures, attachments, and what is none', async () => {
  const bytes = png.toString('base64');
  const path = await write(
    'html.eml',
    multipart(
      part(
        'text/html; charset=utf-8',
        '<p>VIENNA, 5 May 2021 – The <b>office</b> opened.</p><img src="cid:map@x" alt="Map">',
      ),
      part(
        'image/png',
        bytes,
        base64,
        'Content-ID: <map@x>',
        'Content-Disposition: inline; filename=map.png',
      ),
      part('text/plain', 'Notes', 'Content-Disposition: attachment; filename="Notes.txt"'),
      part(
        'text/calendar; method=REQUEST',
        'BEGIN:VCALENDAR',
        'Content-Disposition: attachment; filename=invite.ics',
      ),
      part(
        'application/x-msdownload',
        'TVo=',
        base64,
        'Content-Disposition: attachment; filename=run.exe',
      ),
      part(
        'message/rfc822',
        'Subject: Other\r\n\r\nText',
        'Content-Disposition: attachment; filename=other.eml',
      ),
    ),
  );
  const { release, files, notes } = await hearOne(path);
  expect(release.editions.en).toEqual({
    title: 'Office opens café',
    place: 'VIENNA',
    markdown: 'VIENNA, 5 May 2021 – The **office** opened.\n\n![Map](map.png)',
  });
  expect(files.map(({ filename }) => filename)).toEqual(['map.png', 'Notes.txt']);
  expect(await readFile(files[0]?.path ?? '')).toEqual(png);
  expect(notes).toEqual(
    expect.arrayContaining([
      'a calendar entry was left out (invite.ics)',
      'the file run.exe was not imported: files of this type are not accepted',
      'an attached message was left out (other.eml)',
    ]),
  );
});

test.each([
  ['Subject: Re: FW: Registry', 'Registry'],
  ['Subject: AW: Fwd: Registry', 'Registry'],
])('%s', async (subject, title) => {
  const path = await write(
    'subject.eml',
    `From: a@example.org\n${subject}\nDate: 5 May 2021 10:00 +0000\n\nText\n`,
  );
  expect((await hearOne(path)).title).toBe(title);
});

test('an embargo anywhere in the text makes a draft', async () => {
  const path = await write(
    'embargo.eml',
    `${header()}\r\n\r\nDear all,\r\n\r\nOne.\r\n\r\nTwo.\r\n\r\nThree.\r\n\r\nEMBARGOED UNTIL 5 May 2035\r\n`,
  );
  expect((await hearOne(path)).at).toBeNull();
});

test.each([
  [
    'encrypted.eml',
    `${header('Content-Type: multipart/encrypted; boundary=b')}\r\n\r\n--b--`,
    /^is encrypted/,
  ],
  ['empty.eml', 'From: a@example.org\nTo: b@example.org\n\n', /^has neither subject nor text$/],
  [
    'mbox',
    'From a@example.org Wed May  5 10:00:00 2021\nFrom: a@example.org\nSubject: x\n\nText',
    /^is a mailbox/,
  ],
])('%s is refused with a reason', async (name, text, reason) => {
  await expect(hear(await write(name, text))).rejects.toThrow(reason);
});
