/** The configuration: each invalid setting is named. */
import { expect, test } from 'vitest';
import { type Env, siteOf } from '../src/config.ts';
import { contrast } from '../src/domain/colour.ts';

const settings = {
  SITE_ORIGIN: 'https://newsroom.example',
  SITE_NAME: 'Organization for Regional Dialogue',
  LANGUAGES: 'en ar',
  TIME_ZONE: 'Europe/Vienna',
  SITE_COLOURS: { light: '#0b3d6e', dark: '#9cc7f2' },
};

const read = (changes: Record<string, unknown> = {}) =>
  siteOf({ ...settings, ...changes } as unknown as Env);

test('the organization’s colours are used unchanged', () => {
  expect(read().colours).toEqual(settings.SITE_COLOURS);
});

test('a colour with too little contrast is refused, with its contrast', () => {
  const pale = () => read({ SITE_COLOURS: { light: '#9cc7f2', dark: '#9cc7f2' } });
  expect(pale).toThrow(/SITE_COLOURS\.light: #9cc7f2 has too little contrast.* 4\.5:1.* 1\.\d\d:1/);
  const deep = () => read({ SITE_COLOURS: { light: '#0b3d6e', dark: '#0b3d6e' } });
  expect(deep).toThrow(/SITE_COLOURS\.dark: #0b3d6e/);
});

test.each(['navy', '#0b3', '0b3d6e', '', null])('%j is not a colour', (light) => {
  const wrong = () => read({ SITE_COLOURS: { light, dark: '#9cc7f2' } });
  expect(wrong).toThrow(/Invalid configuration in wrangler\.toml: SITE_COLOURS\.light: /);
});

test('contrast is as in WCAG: 21 for black on white, 1 for equal colours, symmetrical', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.48, 2);
  expect(contrast('#123456', '#123456')).toBe(1);
});
