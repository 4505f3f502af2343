/** The router that remembers addresses finds what a router without a memory finds. */
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

test.each(['/releases/abc/title', '/countries/kazakhstan', '/nowhere'])(
  'remembered or not, %s leads to the same for each method',
  (path) => {
    const [remembering, plain] = [
      filled(new RememberingRouter<string>()),
      filled(new TrieRouter<string>()),
    ];
    remembering.remember(path);
    for (const method of ['GET', 'POST', 'DELETE']) {
      expect(remembering.match(method, path)).toEqual(plain.match(method, path));
    }
  },
);

test('a remembered address leads to a route that is added later', () => {
  const router = filled(new RememberingRouter<string>());
  router.remember('/nowhere');
  router.add('GET', '/nowhere', 'added');
  const [found] = router.match('GET', '/nowhere');
  expect(found.map(([handler]) => handler)).toContain('added');
});

test('it forgets what it remembered before it holds too many', () => {
  const router = filled(new RememberingRouter<string>());
  const remembered = '/releases/abc/title';
  router.remember(remembered);
  const first = router.match('GET', remembered);
  expect(router.match('GET', remembered)).toBe(first);
  for (let number = 0; number < 2000; number++) router.remember(`/countries/c${number}`);
  expect(router.match('GET', remembered)).not.toBe(first);
  expect(router.match('GET', remembered)).toEqual(first);
});
