/** Roles, and tokens as texts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLeast, hashToken, isToken, newToken, roles } from '../../src/domain/editor.ts';

describe('a token', () => {
  test('has a prefix that a scanner knows, and 49 letters and digits', () => {
    for (let i = 0; i < 200; i++) {
      const token = newToken();
      expect(token).toMatch(/^dl_[0-9A-Za-z]{49}$/);
      expect(isToken(token)).toBe(true);
    }
  });

  test('is never given twice', () => {
    expect(new Set(Array.from({ length: 500 }, newToken)).size).toBe(500);
  });

  test('with one changed character is none', () => {
    const digits = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 51 }), fc.constantFrom(...digits), (place, digit) => {
        const token = newToken();
        fc.pre(token[place] !== digit);
        expect(isToken(token.slice(0, place) + digit + token.slice(place + 1))).toBe(false);
      }),
    );
  });

  test.each(['', 'dl_', 'Bearer x', `dl_${'a'.repeat(49)}`])('“%s” is none', (text) => {
    expect(isToken(text)).toBe(false);
  });

  test('with something before or after it is none', () => {
    const token = newToken();
    for (const text of [`${token}\n`, ` ${token}`, `${token}0`, token.slice(0, -1)]) {
      expect(isToken(text)).toBe(false);
    }
  });

  test('is kept as its SHA-256 only', async () => {
    expect(await hashToken('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

test('each role may do what those before it may, and nothing of those after it', () => {
  const table = roles.map((role) => roles.map((least) => atLeast(role, least)));
  expect(roles).toEqual(['author', 'editor', 'admin']);
  expect(table).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ]);
});
