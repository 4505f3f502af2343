/** Webhooks: allowed addresses, and the signature of a message. */
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { seal, unseal } from '../../src/domain/seal.ts';
import { newWebhookSecret, parseWebhookUrl, signatureOf } from '../../src/domain/webhook.ts';

const own = ['newsroom.example', 'preview.newsroom.example'];
const accept = (url: string, development = false) => parseWebhookUrl(url, { own, development });

test.each([
  'http://hooks.example.org/',
  'ftp://hooks.example.org/',
  'javascript:alert(1)',
  'hooks.example.org',
  '//hooks.example.org/',
  'https://',
  'https://hooks.example.org/ ',
  'https://hooks.example.org/a b',
  'https://user@hooks.example.org/',
  'https://user:word@hooks.example.org/',
  'https://hooks.example.org/#part',
  'https://hooks.example.org:22/',
  'https://hooks.example.org:80/',
  'https://localhost/',
  'https://localhost./',
  'https://localhost../',
  'https://localhost.../',
  'https://localhost%2e%2e/',
  'https://LOCALHOST/',
  'https://a.localhost/',
  'https://intranet/',
  'https://intranet./',
  'https://intranet../',
  'https://com/',
  'https://./',
  'https://../',
  'https://.example.org/',
  'https://hooks..example.org/',
  'https://printer.local../',
  'https://metadata.google.internal../',
  'https://127.0.0.1../',
  'https://2130706433../',
  'https://newsroom.example../',
  'https://hooks.example.o1/',
  'https://hooks.xn--/',
  `https://${'a'.repeat(64)}.example.org/`,
  `https://${'a.'.repeat(130)}example.org/`,
  'https://wpad.intra/',
  'https://printer.local/',
  'https://db.internal/',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://db.internal./',
  'https://host.docker.internal/',
  'https://router.home.arpa/',
  'https://files.corp/',
  'https://nas.lan/',
  'https://1.0.0.127.in-addr.arpa/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://①②⑦.⓪.⓪.①/',
  'https://127。0。0。1/',
  'https://0/',
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://100.64.0.1/',
  'https://8.8.8.8/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[fe80::1]/',
  'https://[fd00::1]/',
  'https://[2606:4700::1111]/',
  'https://newsroom.example/',
  'https://NEWSROOM.example./feed.xml',
  'https://preview.newsroom.example/',
])('%s is refused', (url) => {
  expect(accept(url)).toEqual({ fault: expect.stringMatching(/^must /) });
});

test.each([
  ['https://hooks.example.org/in?from=us', 'https://hooks.example.org/in?from=us'],
  ['https://HOOKS.example.org:443', 'https://hooks.example.org/'],
  ['https://hooks.example.org:8443/', 'https://hooks.example.org:8443/'],
  ['https://hooks.example.org./in', 'https://hooks.example.org/in'],
  ['https://hooks.пример.рф/', 'https://hooks.xn--e1afmkfd.xn--p1ai/'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ['https://localhost.example.org/', 'https://localhost.example.org/'],
])('%s is stored as %s', (url, href) => {
  expect(accept(url)).toEqual({ href });
});

test('an address of the developer’s own machine is allowed locally, not in production', () => {
  for (const url of ['http://127.0.0.1:8099/', 'http://localhost:8099/hook', 'https://[::1]/']) {
    expect(accept(url, true)).toEqual({ href: url });
    expect(accept(url)).toHaveProperty('fault');
  }
  for (const url of ['http://10.0.0.1/', 'http://hooks.example.org/', 'https://169.254.169.254/']) {
    expect(accept(url, true)).toHaveProperty('fault');
  }
});

test('a message’s signature is verified by the reference library of Standard Webhooks', async () => {
  const secret = newWebhookSecret();
  const message = { id: 'msg_1', timestamp: Math.floor(Date.now() / 1000), body: '{"a":"ü"}' };
  const headers = {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': await signatureOf(secret, message),
  };
  expect(new Webhook(secret).verify(message.body, headers)).toEqual({ a: 'ü' });
  expect(() => new Webhook(newWebhookSecret()).verify(message.body, headers)).toThrow();
  expect(() => new Webhook(secret).verify('{"a":"u"}', headers)).toThrow();
});

test('an encrypted secret is decrypted only with its key and for its own webhook', async () => {
  const newKey = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
  const key = newKey();
  const sealed = await seal(key, 'whsec_…', 'a');
  expect(sealed).not.toBe(await seal(key, 'whsec_…', 'a'));
  expect(await unseal(key, sealed, 'a')).toBe('whsec_…');
  await expect(unseal(newKey(), sealed, 'a')).rejects.toThrow();
  await expect(unseal(key, sealed, 'b')).rejects.toThrow();
});
