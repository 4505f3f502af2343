/** The readable part of an address. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slugify, slugPattern } from '../../src/domain/slug.ts';

describe('a slug', () => {
  test.each([
    ["Ukraine’s neighbours, O\u2019Brien's report", 'ukraines-neighbours-obriens-report'],
    ['Große Straße', 'grosse-strasse'],
    ['İstanbul Süreci', 'istanbul-sureci'],
    ['Łódź 2026', 'łodz-2026'],
    ['Ёлка и йод', 'ёлка-и-йод'],
    ['اجتماع في فيينا', 'اجتماع-في-فيينا'],
    ['  ---  ', 'release'],
    ['', 'release'],
    ['a\u202Eb', 'ab'],
  ])('of “%s” is “%s”', (title, slug) => {
    expect(slugify(title)).toBe(slug);
  });

  test.each([
    ['fr', 'Communiqué de presse: l’été à Genève', 'communique-de-presse-l-ete-a-geneve'],
    ['fr', "L'accord d’Astana, aujourd'hui qu’elle", 'l-accord-d-astana-aujourd-hui-qu-elle'],
    ['fr-CH', 'L’Œuvre de l’Homme', 'l-œuvre-de-l-homme'],
    ['fr', 'Le rapport de Moody’s', 'le-rapport-de-moodys'],
    [
      'it',
      'L’università dell’Aquila: un po’ di storia',
      'l-universita-dell-aquila-un-po-di-storia',
    ],
    ['it', "Gli anni '90 all'OSCE", 'gli-anni-90-all-osce'],
    ['it', 'L’8 marzo e l’11 settembre', 'l-8-marzo-e-l-11-settembre'],
    ['en', 'The d’Artagnan prize', 'the-dartagnan-prize'],
    ['ru', 'Объезд', 'объезд'],
  ])('in %s of “%s” is “%s”', (lang, title, slug) => {
    expect(slugify(title, 'release', lang)).toBe(slug);
  });

  test('is cut between words, to 80 characters', () => {
    const slug = slugify(Array(30).fill('seven77').join(' '));
    expect(slug).toBe(Array(10).fill('seven77').join('-'));
  });

  test('of one long word is cut inside it, never inside a character', () => {
    expect(slugify('a'.repeat(200))).toHaveLength(80);
    expect(slugify('𠀀'.repeat(200)).isWellFormed()).toBe(true);
  });

  test('of any title has only letters, digits and single hyphens, and is its own slug', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (title) => {
        const slug = slugify(title);
        expect(slug).toMatch(/^[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*$/u);
        expect(slugify(slug)).toBe(slug);
      }),
    );
  });

  test.each(['スーパー', 'เรื่องๆ', 'عـربي', '𝘈 ﬁnal ½', 'Ǆ ẞ ʰ'])(
    'of “%s” is valid as input',
    (title) => {
      expect(slugify(title)).toMatch(slugPattern);
    },
  );
});

describe('slugs that an editor chooses', () => {
  test.each(['vienna-2026', 'йод', 'a'])('%s is accepted', (slug) => {
    expect(slug).toMatch(slugPattern);
  });

  test.each(['', '-a', 'a-', 'a--b', 'A', 'a b', 'a/b', '..', 'a\n', 'a%2f', 'a\u202Eb'])(
    '“%s” is none',
    (slug) => {
      expect(slug).not.toMatch(slugPattern);
    },
  );
});
