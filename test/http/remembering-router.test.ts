/** The router with a cache finds what a router without one finds, and forgets with the kept responses. */
import { TrieRouter } from 'hono/router/trie-router';
import { expect, test } from 'vitest';
import { RememberingRouter } from '../../src/http/remembering-router.ts';

const routes: [method: string, path: string][] = [
  ['ALL', '*'],
  ['GET', '/releases/:id{[a-z]+}/:slug'],
  ['POST', '/releases/:id{[a-z]+}/:slug'],
  ['GET', '/:taxonomy{(?:kinds|countries)}/:slug'],
];

const filled = <R extends RememberingRouter<string> | TrieRouter<string>>(router: R): R => {
  for (const [method, path] of routes) router.add(method, path, `${method} ${path}`);
  return router;
};

const opened = (stateOf: () => string | null = () => 'one') =>
  filled(new RememberingRouter<string>(stateOf));

const release = '/releases/abc/title';

test.each([release, '/countries/kazakhstan', '/nowhere'])(
  'remembered or not, %s leads to the same for each method',
  (path) => {
    const [router, plain] = [opened(), filled(new TrieRouter<string>())];
    router.remember(path);
    for (const method of ['GET', 'POST', 'DELETE']) {
      expect(router.match(method, path)).toEqual(plain.match(method, path));
    }
  },
);

test('a remembered address leads to a route that is added later', () => {
  const router = opened();
  router.remember('/nowhere');
  router.add('GET', '/nowhere', 'added');
  const [found] = router.match('GET', '/nowhere');
  expect(found.map(([handler]) => handler)).toContain('added');
});

test('a route is cached until the public state changes, and not after it has changed back', () => {
  let state = 'one';
  const router = opened(() => state);
  router.remember(release);
  const cached = router.match('GET', release);
  expect(router.match('GET', release)).toBe(cached);
  state = 'two';
  expect(router.match('GET', release)).not.toBe(cached);
  router.remember('/countries/kazakhstan');
  expect(router.match('GET', release)).not.toBe(cached);
  state = 'one';
  expect(router.match('GET', release)).not.toBe(cached);
});

test('of too many addresses, those that were asked for last are remembered', () => {
  const router = opened();
  router.remember(release);
  const cached = router.match('GET', release);
  for (let number = 0; number < 1999; number++) router.remember(`/countries/c${number}`);
  expect(router.match('GET', release)).toBe(cached);
  for (let number = 2000; number < 3999; number++) router.remember(`/countries/c${number}`);
  expect(router.match('GET', '/countries/c0')).not.toBe(router.match('GET', '/countries/c0'));
  expect(router.match('GET', release)).toBe(cached);
});
