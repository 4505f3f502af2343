/** The first bytes of every accepted type, and of what passes itself off as one. */
import { describe, expect, test } from 'vitest';
import { bytesFit } from '../../src/domain/attachment.ts';
import { magicByteChecks } from '../../src/domain/magic-bytes.ts';
import { officePackage, openDocument, zip } from '../attack/archives.ts';
import { headers } from '../attack/pictures.ts';

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const ftyp = (brand: string) => latin1(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}mp42`);
const ogg = (codec: string) => latin1(`OggS${'\0'.repeat(24)}${codec}`);
const office = 'application/vnd.openxmlformats-officedocument';
const docx = `${office}.wordprocessingml.document`;
const xlsx = `${office}.spreadsheetml.sheet`;
const pptx = `${office}.presentationml.presentation`;
const odf = 'application/vnd.oasis.opendocument';
const compound = latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0');
const archive = zip([{ name: 'photos/a.jpg', content: 'x' }]);

/** An example of each type. */
const right: [mediaType: string, bytes: Uint8Array][] = [
  ['application/pdf', latin1('%PDF-1.7\n')],
  ...headers.map(([, mediaType, header]): [string, Uint8Array] => [mediaType, header(9, 9)]),
  ['image/avif', ftyp('avif')],
  ['audio/mpeg', latin1('ID3\x04\0\0')],
  ['audio/mpeg', latin1('\xff\xfb\x90\x64')],
  ['audio/mpeg', latin1('\xff\xf3\x40\xc4')],
  ['audio/mp4', ftyp('M4A ')],
  ['audio/mp4', ftyp('isom')],
  ['audio/ogg', ogg('\x01vorbis')],
  ['audio/ogg', ogg('OpusHead')],
  ['audio/wav', latin1('RIFF\x24\0\0\0WAVEfmt ')],
  ['video/mp4', ftyp('isom')],
  ['video/mp4', ftyp('M4V ')],
  ['video/webm', latin1('\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm')],
  ['application/msword', compound],
  ['application/vnd.ms-excel', compound],
  ['application/vnd.ms-powerpoint', compound],
  [docx, officePackage('docx')],
  [docx, officePackage('docx', 'last')],
  [xlsx, officePackage('xlsx')],
  [pptx, officePackage('pptx')],
  [`${odf}.text`, openDocument('text')],
  [`${odf}.spreadsheet`, openDocument('spreadsheet')],
  [`${odf}.presentation`, openDocument('presentation')],
  ['application/zip', archive],
  ['text/plain', latin1('Forty judges met.')],
  ['text/csv', latin1('country;sum\n')],
  ['text/vtt', latin1('WEBVTT\n\n00:01.000 --> 00:02.000\nHello')],
  ['text/vtt', latin1('\xef\xbb\xbfWEBVTT - In English\n')],
  ['application/x-subrip', latin1('1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n')],
  ['text/calendar', latin1('BEGIN:VCALENDAR\r\nVERSION:2.0\r\n')],
  ['application/rtf', latin1('{\\rtf1\\ansi Forty judges met.}')],
  ['application/pdf', latin1('\xef\xbb\xbf%PDF-1.4\n')],
  ['application/pdf', latin1('\r\n\n\n%PDF-1.4\n')],
  ['application/pdf', latin1(`\x1b%-12345X@PJL\r\n${'\0'.repeat(900)}%PDF-1.4\n`)],
  ['application/pdf', latin1(`${'\0'.repeat(1024)}%PDF-1.4\n`)],
  ['image/tiff', latin1('II*\0\x08\0\0\0')],
  ['image/tiff', latin1('MM\0*\0\0\0\x08')],
  ['image/heic', ftyp('heic')],
  ['image/heic', latin1('\0\0\0\x18ftypmif1\0\0\0\0mif1heic')],
  ['video/quicktime', ftyp('qt  ')],
  ['video/quicktime', latin1('\0\0\0\x08wide\0\0\x10\0mdat')],
];

test('every accepted type has an example', () => {
  expect([...new Set(right.map(([mediaType]) => mediaType))].sort()).toEqual(
    Object.keys(magicByteChecks).sort(),
  );
});

describe('the magic bytes of an example of each type:', () => {
  test.each(right)('those of %s match their own type', async (mediaType, bytes) => {
    expect(await bytesFit(bytes, mediaType)).toBe(true);
  });

  test('no other type matches, except types with the same format', async () => {
    const alike = [
      ['text/plain', 'text/csv'],
      ['text/vtt', 'text/plain'],
      ['text/vtt', 'text/csv'],
      ['text/calendar', 'text/plain'],
      ['text/calendar', 'text/csv'],
      ['application/x-subrip', 'text/plain'],
      ['application/x-subrip', 'text/csv'],
      ['audio/mp4', 'video/mp4'],
      ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'],
    ];
    for (const [mediaType, bytes] of right) {
      for (const other of Object.keys(magicByteChecks)) {
        const same =
          other === mediaType ||
          alike.some((all) => [mediaType, other].every((one) => all.includes(one)));
        if (!same)
          expect([mediaType, other, await bytesFit(bytes, other)]).toEqual([
            mediaType,
            other,
            false,
          ]);
      }
    }
  });
});

test('a text that mentions PDF is a text', async () => {
  const bytes = latin1('A file of this format begins with %PDF-1.4.');
  expect(await bytesFit(bytes, 'text/plain')).toBe(true);
});

test.each<[what: string, bytes: Uint8Array, mediaType: string]>([
  ['a document with macros', officePackage('docm'), docx],
  ['a document with macros whose list of types comes last', officePackage('docm', 'last'), docx],
  ['a spreadsheet', officePackage('xlsx', 'last'), docx],
  ['any archive', archive, docx],
  ['an empty archive', zip([]), xlsx],
  ['a document', officePackage('docx'), 'application/zip'],
  ['an OpenDocument text', openDocument('text'), 'application/zip'],
  [
    'a Java program',
    zip([{ name: 'META-INF/MANIFEST.MF', content: 'Main-Class: X' }]),
    'application/zip',
  ],
  ['an Android program', zip([{ name: 'classes.dex', content: 'dex' }]), 'application/zip'],
  ['a program for Windows', latin1('MZ\x90\0\x03'), 'application/zip'],
  ['a program for Linux', latin1('\x7fELF\x02\x01\x01'), 'application/pdf'],
  [
    'a PDF behind more than a kilobyte',
    latin1(`${'\0'.repeat(1025)}%PDF-1.4\n`),
    'application/pdf',
  ],
  ['a program with a PDF in it', latin1('MZ\x90\0\x03%PDF-1.4\n'), 'application/pdf'],
  ['a script with a PDF in it', latin1('#!/bin/sh\n%PDF-1.4\n'), 'application/pdf'],
  ['a page with a PDF in it', latin1('\n<script>alert(1)</script>%PDF-1.4\n'), 'application/pdf'],
  ['a picture with a PDF in it', latin1('GIF89a\x01\0\x01\0%PDF-1.4\n'), 'application/pdf'],
  ['an archive with a PDF in it', zip([{ name: '%PDF-1.4', content: 'x' }]), 'application/pdf'],
  ['a PDF as text', latin1('\n\n%PDF-1.4\n'), 'text/plain'],
  ['a program for macOS', latin1('\xcf\xfa\xed\xfe\x07'), 'application/msword'],
  ['a film of QuickTime', ftyp('qt  '), 'video/mp4'],
  ['a picture of a telephone', ftyp('heic'), 'image/avif'],
  ['a picture', ftyp('avif'), 'video/mp4'],
  ['a text that has nothing of a film', latin1('Get free entry to the museum.'), 'video/quicktime'],
  ['a calendar', latin1('BEGIN:VCALENDAR\n'), 'text/vtt'],
  ['a film in Matroska', latin1('\x1a\x45\xdf\xa3\x42\x82\x88matroska'), 'video/webm'],
  ['a film in Ogg', ogg('\x80theora'), 'audio/ogg'],
  ['a sound of layer II', latin1('\xff\xfd\x90\x64'), 'audio/mpeg'],
  ['a page behind a comment', latin1('<!-- --><script>alert(1)</script>'), 'text/plain'],
])('%s is refused', async (_what, bytes, mediaType) => {
  expect(await bytesFit(bytes, mediaType)).toBe(false);
});

test('of a package that unpacks to a gigabyte only the part that shows its type is unpacked', async () => {
  const bomb = zip([
    { name: '[Content_Types].xml', content: ' '.repeat(64 * 1024 * 1024) },
    { name: 'word/document.xml', content: 'x' },
  ]);
  expect(await bytesFit(bomb, docx)).toBe(false);
});

test('bytes that are cut anywhere are refused or accepted without an error', async () => {
  for (const [mediaType, bytes] of right) {
    for (let length = 0; length < Math.min(bytes.length, 300); length++) {
      await expect(bytesFit(bytes.subarray(0, length), mediaType)).resolves.toEqual(
        expect.any(Boolean),
      );
    }
  }
});
