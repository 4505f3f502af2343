/** Files: names, media types, first bytes. */
import { describe, expect, test } from 'vitest';
import {
  acceptedType,
  bytesFit,
  extensionFits,
  isFilename,
  signatureLength,
} from '../../src/domain/attachment.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const base64 = (text: string) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

const pdf = utf8('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n');
const png = base64(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
);
const gif = base64('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7');
const zip = base64('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==');
const csv = utf8('\ufeffcountry;sum\nҚазақстан;12\n');

describe('the first bytes', () => {
  test.each([
    ['a PDF', pdf, 'application/pdf'],
    ['a PNG', png, 'image/png'],
    ['a GIF', gif, 'image/gif'],
    ['an archive', zip, 'application/zip'],
    ['a table in text', csv, 'text/csv'],
    ['a text', utf8('Forty judges met.'), 'text/plain'],
  ])('of %s fit its own type', async (_what, bytes, mediaType) => {
    expect(await bytesFit(bytes, mediaType)).toBe(true);
  });

  test.each([
    ['a PDF', pdf, 'image/png'],
    ['a PNG', png, 'application/pdf'],
    ['a PNG', png, 'image/jpeg'],
    ['a GIF', gif, 'text/plain'],
    ['an SVG', utf8('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'text/plain'],
    ['an SVG with a declaration', utf8('<?xml version="1.0"?><svg/>'), 'text/plain'],
    ['a page', utf8('<!DOCTYPE html><p>Hello'), 'text/plain'],
    ['a page after white space', utf8('\n\t <html><script>x</script>'), 'text/csv'],
    ['a page after a byte order mark', utf8('\ufeff<html><body>Hello'), 'text/plain'],
    ['a script element', utf8('<script>alert(1)</script>'), 'text/plain'],
    ['a program', utf8('MZ\u0000\u0001'), 'text/plain'],
    ['bytes that are not UTF-8', new Uint8Array([0x68, 0xe9, 0x20, 0xff]), 'text/plain'],
    ['nothing', new Uint8Array(), 'text/plain'],
    ['nothing', new Uint8Array(), 'application/pdf'],
    ['a text', utf8('Forty judges met.'), 'application/pdf'],
  ])('of %s do not fit every type', async (_what, bytes, mediaType) => {
    expect(await bytesFit(bytes, mediaType)).toBe(false);
  });

  test('of a text may end inside a character', async () => {
    const text = utf8('Қ'.repeat(signatureLength)).slice(0, signatureLength - 1);
    expect(await bytesFit(text, 'text/plain')).toBe(true);
  });
});

describe('a media type', () => {
  test('is accepted with its parameters and in any case', () => {
    expect(acceptedType('Application/PDF; charset=binary')).toBe('application/pdf');
  });

  test.each([
    'text/html',
    'image/svg+xml',
    'application/javascript',
    '',
    'constructor',
    '__proto__',
  ])('“%s” is not accepted', (mediaType) => {
    expect(acceptedType(mediaType)).toBeNull();
  });

  test('has its own extensions, in any case', () => {
    expect(extensionFits('Photo.JPEG', 'image/jpeg')).toBe(true);
    expect(extensionFits('photo.jpg', 'image/jpeg')).toBe(true);
    expect(extensionFits('photo.png', 'image/jpeg')).toBe(false);
    expect(extensionFits('invoice.pdf.exe', 'application/pdf')).toBe(false);
    expect(extensionFits('pdf', 'text/html')).toBe(false);
  });
});

describe('a file name', () => {
  test.each([
    'fact-sheet 2026.pdf',
    'Информационный листок (2).pdf',
    'بيان.pdf',
    'rapport d’activité.docx',
    'v1.2.final.csv',
  ])('“%s” is accepted', (name) => {
    expect(isFilename(name)).toBe(true);
  });

  test.each([
    ['a way out', '../secret.pdf'],
    ['a folder', 'a/b.pdf'],
    ['a folder of another system', 'a\\b.pdf'],
    ['a line break', 'a\r\nSet-Cookie: x.pdf'],
    ['a line break at its end', 'a.pdf\n'],
    ['a bidi control', 'invoice\u202Efdp.exe'],
    ['a bidi isolate', 'a\u2067b.pdf'],
    ['a zero-width space', 'a\u200bb.pdf'],
    ['a quote', 'a"b.pdf'],
    ['an encoded slash', 'a%2fb.pdf'],
    ['half of a character', 'a\ud800.pdf'],
    ['a dot before it', '.htaccess.txt'],
    ['a space before it', ' a.pdf'],
    ['no extension', 'README'],
    ['a dot at its end', 'a.pdf.'],
    ['200 characters', `${'a'.repeat(196)}.pdf`],
    ['nothing', ''],
  ])('with %s is refused', (_what, name) => {
    expect(isFilename(name)).toBe(false);
  });
});
