/** The configuration: each invalid setting is named. */
import { expect, test } from 'vitest';
import { type Env, integrationsOf, siteOf } from '../src/config.ts';
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

const integrations = (changes: Record<string, unknown>) =>
  integrationsOf({ ...settings, ...changes } as unknown as Env);
const audience = 'a1'.repeat(32);

test('the desk is at the site, or at a host of its own, which is not that of the previews', () => {
  const desk = 'https://desk.example';
  expect(read().deskOrigin).toBe('https://newsroom.example');
  expect(read({ DESK_ORIGIN: desk }).deskOrigin).toBe(desk);
  expect(() => read({ DESK_ORIGIN: 'desk.example' })).toThrow(/DESK_ORIGIN: must be an origin/);
  expect(() => read({ DESK_ORIGIN: desk, PREVIEW_ORIGIN: desk })).toThrow(
    /DESK_ORIGIN: must be another host than PREVIEW_ORIGIN/,
  );
  const own = { DESK_ORIGIN: settings.SITE_ORIGIN, PREVIEW_ORIGIN: settings.SITE_ORIGIN };
  expect(read(own).deskOrigin).toBe(settings.SITE_ORIGIN);
});

test.each([
  ['newsroom', 'https://newsroom.cloudflareaccess.com'],
  ['https://newsroom.cloudflareaccess.com', 'https://newsroom.cloudflareaccess.com'],
])('the Access team %s signs as %s', (ACCESS_TEAM, team) => {
  const { access } = integrations({ ACCESS_TEAM, ACCESS_AUDIENCE: audience });
  expect(access).toEqual({ team, audience });
});

test('sign-in services are off without settings; OpenID Connect works without a secret', () => {
  const empty = { ACCESS_TEAM: '', ACCESS_AUDIENCE: '', OIDC_ISSUER: '', OIDC_CLIENT_ID: '' };
  for (const none of [{}, empty]) {
    expect(integrations(none)).toMatchObject({ access: null, openId: null });
  }
  const issuer = 'https://login.example/realms/press';
  const { openId } = integrations({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'desk' });
  expect(openId).toEqual({ issuer, clientId: 'desk', clientSecret: null });
});

test.each([
  [{ ACCESS_TEAM: 'newsroom' }, 'ACCESS_AUDIENCE: must be set, because ACCESS_TEAM is'],
  [{ ACCESS_AUDIENCE: audience }, 'ACCESS_TEAM: must be set, because ACCESS_AUDIENCE is'],
  [{ ACCESS_TEAM: 'newsroom', ACCESS_AUDIENCE: 'x' }, 'ACCESS_AUDIENCE: must be the AUD tag'],
  [
    { ACCESS_TEAM: 'My team', ACCESS_AUDIENCE: audience },
    'ACCESS_TEAM: must be the name of a team',
  ],
  [{ ACCESS_TEAM: 'http://evil.example', ACCESS_AUDIENCE: audience }, 'ACCESS_TEAM: must be'],
  [{ OIDC_ISSUER: 'https://login.example' }, 'OIDC_CLIENT_ID: must be set, because OIDC_ISSUER is'],
  [{ OIDC_CLIENT_ID: 'desk' }, 'OIDC_ISSUER: must be set, because OIDC_CLIENT_ID is'],
  [
    { OIDC_ISSUER: 'http://login.example', OIDC_CLIENT_ID: 'desk' },
    'OIDC_ISSUER: must be an https',
  ],
])('%j is refused', (changes, fault) => {
  expect(() => integrations(changes)).toThrow(fault);
});

test.each([
  [undefined, false],
  ['false', false],
  ['true', true],
])('a page of contacts is wanted with %j: %j', (CONTACTS_PAGE, wanted) => {
  expect(read({ CONTACTS_PAGE }).contactsPage).toBe(wanted);
  expect(() => read({ CONTACTS_PAGE: 'yes' })).toThrow(/CONTACTS_PAGE: must be "true" or "false"/);
});

test.each([
  [undefined, ['search=yes', 'ai-input=yes']],
  ['search=yes,ai-input=no , ai-train=no', ['search=yes', 'ai-input=no', 'ai-train=no']],
  ['use=reference', ['use=reference']],
  [' ', []],
])('the content signals %j are %j', (CONTENT_SIGNALS, signals) => {
  expect(read({ CONTENT_SIGNALS }).contentSignals).toEqual(signals);
});

test.each([
  'search',
  'search=maybe',
  'Search=yes',
  'train=no',
  'use=yes',
  'search=yes ai-train=no',
  'search=yes,',
  'search=yes, search=no',
  'search=yes\nDisallow: /',
  true,
])('%j is no list of content signals', (CONTENT_SIGNALS) => {
  expect(() => read({ CONTENT_SIGNALS })).toThrow(/CONTENT_SIGNALS: /);
});
