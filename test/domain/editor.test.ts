/** Roles, and tokens as texts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLeast, hashToken, isToken, newToken, roles } from '../../src/domain/editor.ts';

describe('a token', () => {
  test('has a prefix that secret scanners know, and 49 letters and digits', () => {
    for (let i = 0; i < 200; i++) {
      const token = newToken();
      expect(token).toMatch(/^dl_[0-9A-Za-z]{49}$/);
      expect(isToken(token)).toBe(true);
    }
  });

  test('is unique', () => {
    expect(new Set(Array.from({ length: 500 }, newToken)).size).toBe(500);
  });

  test('with one changed character is invalid', () => {
    const digits = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 51 }), fc.constantFrom(...digits), (place, digit) => {
        const token = newToken();
        fc.pre(token[place] !== digit);
        expect(isToken(token.slice(0, place) + digit + token.slice(place + 1))).toBe(false);
      }),
    );
  });

  test.each(['', 'dl_', 'Bearer x', `dl_${'a'.repeat(49)}`])('“%s” is invalid', (text) => {
    expect(isToken(text)).toBe(false);
  });

  test('with a prefix or suffix is invalid', () => {
    const token = newToken();
    for (const text of [`${token}\n`, ` ${token}`, `${token}0`, token.slice(0, -1)]) {
      expect(isToken(text)).toBe(false);
    }
  });

  test('is stored as its SHA-256 only', async () => {
    expect(await hashToken('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

test('each role has the permissions of those before it, and none of those after it', () => {
  const table = roles.map((role) => roles.map((least) => atLeast(role, least)));
  expect(roles).toEqual(['author', 'editor', 'admin']);
  expect(table).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ]);
});
