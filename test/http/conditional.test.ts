/** Conditional requests. */
import { describe, expect, test } from 'vitest';
import { etagOf, ifMatchHolds, isNotModified } from '../../src/http/conditional.ts';

const etag = '"abc"';
const modifiedAt = Date.UTC(2026, 5, 30, 10, 0, 0, 700);

const asks = (headers: Record<string, string>, at: number | null = modifiedAt) =>
  isNotModified(new Request('https://newsroom.example/', { headers }), { etag, modifiedAt: at });

describe('If-Match', () => {
  test.each(['"abc"', '"x", "abc"', ' "abc" ', '*', '"a,b","abc"'])('%s holds', (field) => {
    expect(ifMatchHolds(field, etag)).toBe(true);
  });

  test.each(['W/"abc"', '"ABC"', 'abc', '', '"x"', '"*"'])('%s does not hold', (field) => {
    expect(ifMatchHolds(field, etag)).toBe(false);
  });
});

describe('If-None-Match', () => {
  test.each(['"abc"', 'W/"abc"', '"x", W/"abc"', '*'])('%s: the client has it', (field) => {
    expect(asks({ 'If-None-Match': field })).toBe(true);
  });

  test.each(['"x"', 'abc', ''])('“%s”: the client does not have it', (field) => {
    expect(asks({ 'If-None-Match': field })).toBe(false);
  });

  test('is asked before If-Modified-Since', () => {
    const since = new Date(modifiedAt + 60_000).toUTCString();
    expect(asks({ 'If-None-Match': '"x"', 'If-Modified-Since': since })).toBe(false);
  });
});

describe('If-Modified-Since', () => {
  test('counts whole seconds, as the field does', () => {
    expect(asks({ 'If-Modified-Since': new Date(modifiedAt).toUTCString() })).toBe(true);
    expect(asks({ 'If-Modified-Since': new Date(modifiedAt - 1000).toUTCString() })).toBe(false);
  });

  test('says nothing where it is no date, or where no date is known', () => {
    expect(asks({ 'If-Modified-Since': 'yesterday' })).toBe(false);
    expect(asks({ 'If-Modified-Since': new Date(modifiedAt).toUTCString() }, null)).toBe(false);
  });
});

test('a request without a condition is answered in full', () => {
  expect(asks({})).toBe(false);
});

describe('the validator of a content', () => {
  test('is strong, the same for the same content, another for any other', async () => {
    const [one, same, other] = await Promise.all(['a', 'a', 'b'].map(etagOf));
    expect(one).toMatch(/^"[A-Za-z0-9+/]{20}"$/);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  test('holds for itself', async () => {
    const own = await etagOf('a');
    expect(ifMatchHolds(own, own)).toBe(true);
  });
});
