/** How large a picture says that it is. */
import { describe, expect, test } from 'vitest';
import { bytesFit, signatureLength } from '../../src/domain/attachment.ts';
import { isShowable, mostPixels } from '../../src/domain/picture.ts';
import { headers, jpeg } from '../attack/pictures.ts';

describe.each(headers)('a %s', (_form, mediaType, header) => {
  test('of 8000 × 6000 pixels is shown', async () => {
    const bytes = header(8000, 6000);
    expect(await bytesFit(bytes, mediaType)).toBe(true);
    expect(isShowable(bytes, mediaType)).toBe(true);
  });

  test('of 16000 × 16000 pixels or of none is refused', async () => {
    const bytes = header(16_000, 16_000);
    expect(await bytesFit(bytes, mediaType)).toBe(true);
    expect(isShowable(bytes, mediaType)).toBe(false);
    if (!/web/.test(mediaType)) expect(isShowable(header(0, 16_000), mediaType)).toBe(false);
  });

  test('that is cut before its size is refused', () => {
    const bytes = header(8000, 6000);
    for (const length of [0, 1, 2, 3, 8, 11, 12, 15, 16, bytes.length >> 1]) {
      const beginning = bytes.subarray(0, Math.min(length, bytes.length >> 1));
      if (!isShowable(beginning, mediaType)) continue;
      expect([mediaType, length]).toEqual(['image/gif', expect.any(Number)]);
    }
  });
});

test('the maximum number of pixels is accepted, one more row is not', () => {
  const [[, , png]] = headers as [(typeof headers)[number]];
  expect(isShowable(png(10_000, mostPixels / 10_000), 'image/png')).toBe(true);
  expect(isShowable(png(10_000, mostPixels / 10_000 + 1), 'image/png')).toBe(false);
});

test('a size beyond the bytes that are read is not found', () => {
  const late = jpeg(signatureLength)(100, 100).subarray(0, signatureLength);
  expect(isShowable(late, 'image/jpeg')).toBe(false);
});

test('a file that is not a picture has no size', () => {
  expect(isShowable(new Uint8Array(), 'application/pdf')).toBe(true);
});
