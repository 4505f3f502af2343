/** Sends the requests of readers and editors to a site, by the wall clock or by a clock that is set. */

import type { Local } from '../../dev/local.ts';
import { utf8 } from '../../src/domain/digest.ts';
import type { Window } from '../../test/model/release-model.ts';

/** A request's answer, and the window within which it was given. */
export interface Exchange extends Window {
  status: number;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  /** The moment that the request carried, where the site's clock is set; else its start. */
  moment: number;
  /** When the request was sent, by the wall clock. */
  sentAt: number;
}

export interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: BodyInit;
}

export interface SiteDriver {
  now(): number;
  wait(milliseconds: number): Promise<void>;
  ask(path: string, options?: RequestOptions): Promise<Exchange>;
  /** How far an isolate's clock may be off, in milliseconds. */
  readonly skew: number;
  /** Milliseconds after the answer to a change within which the edge is purged. */
  readonly grace: number;
}

/** The status of an answer that broke off. */
export const connectionLost = 599;

type Fetch = Local['fetch'];

async function exchange(
  fetch: Fetch,
  path: string,
  options: RequestOptions,
  window: () => Window,
): Promise<Omit<Exchange, 'moment'>> {
  const { start } = window();
  const sentAt = Date.now();
  try {
    const response = await fetch(path, options as RequestInit);
    const body = new Uint8Array(await response.arrayBuffer());
    const { status, headers } = response;
    return { start, end: window().end, status, headers, body, sentAt };
  } catch (error) {
    const body = utf8(String(error));
    const headers = new Headers();
    return { start, end: window().end, status: connectionLost, headers, body, sentAt };
  }
}

/** Drives a site by the wall clock: a request lasts from its first byte to its answer's last. */
export function siteDriver({ fetch }: Pick<Local, 'fetch'>): SiteDriver {
  const window = () => ({ start: Date.now(), end: Date.now() });
  return {
    now: Date.now,
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    ask: async (path, options = {}) => {
      const answer = await exchange(fetch, path, options, window);
      return { ...answer, moment: answer.start };
    },
    skew: 0,
    grace: 1000,
  };
}

export interface ClockedDriver extends SiteDriver {
  /** Headers that the next requests carry, such as faults; none by default. */
  extraHeaders: () => Record<string, string>;
}

/**
 * Drives the instrumented site behind the instrumented edge by a clock that only `wait` moves. The
 * clocks of its isolates are up to `skew` milliseconds ahead or behind; `chance` draws how much.
 */
export function clockedDriver(
  { fetch }: Pick<Local, 'fetch'>,
  start: number,
  { skew = 0, chance = () => 0.5 }: { skew?: number; chance?: () => number } = {},
): ClockedDriver {
  let now = start;
  const window = () => ({ start: now - skew, end: now + skew });
  const driver: ClockedDriver = {
    now: () => now,
    wait: async (milliseconds) => {
      now += milliseconds;
    },
    ask: async (path, options = {}) => {
      const moment = Math.round(now - skew + 2 * skew * chance());
      const headers = {
        ...options.headers,
        'X-Test-Now': String(moment),
        ...driver.extraHeaders(),
      };
      return { ...(await exchange(fetch, path, { ...options, headers }, window)), moment };
    },
    skew,
    grace: 2 * skew,
    extraHeaders: () => ({}),
  };
  return driver;
}
