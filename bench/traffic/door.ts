/** How readers and editors come to a site: by this machine's clock, or by one that is set. */

import type { Local } from '../../dev/local.ts';
import { utf8 } from '../../src/domain/digest.ts';
import type { Window } from '../../test/model/release-model.ts';

/** What was asked and answered, and when. */
export interface Exchange extends Window {
  status: number;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  /** The moment at which the site was told to be asked, where its clock is set. */
  moment: number;
  /** When the request was sent, by the wall clock. */
  sentAt: number;
}

export interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: BodyInit;
}

export interface SiteDriver {
  now(): number;
  wait(milliseconds: number): Promise<void>;
  ask(path: string, asked?: Asked): Promise<Exchange>;
  /** How far an isolate's clock may be off, in milliseconds. */
  readonly skew: number;
  /** Milliseconds after the answer to a change within which the edge is purged. */
  readonly grace: number;
}

/** What stands for the status of an answer that broke off. */
export const connectionLost = 599;

type Fetch = Local['fetch'];

async function exchange(
  fetch: Fetch,
  path: string,
  asked: Asked,
  window: () => Window,
): Promise<Omit<Exchange, 'moment'>> {
  const { start } = window();
  const sentAt = Date.now();
  try {
    const response = await fetch(path, asked as RequestInit);
    const body = new Uint8Array(await response.arrayBuffer());
    const { status, headers } = response;
    return { start, end: window().end, status, headers, body, sentAt };
  } catch (error) {
    // It broke off: nobody was told anything.
    const body = utf8(String(error));
    const headers = new Headers();
    return { start, end: window().end, status: connectionLost, headers, body, sentAt };
  }
}

/** By the clock on the wall: a request lasts from its first byte to its answer's last. */
export function siteDriver({ fetch }: Pick<Local, 'fetch'>): SiteDriver {
  const window = () => ({ start: Date.now(), end: Date.now() });
  return {
    now: Date.now,
    wait: (milliseconds) => new Promise((waited) => setTimeout(waited, milliseconds)),
    ask: async (path, asked = {}) => {
      const answer = await exchange(fetch, path, asked, window);
      return { ...answer, moment: answer.start };
    },
    skew: 0,
    grace: 1000,
  };
}

export interface ClockedDriver extends SiteDriver {
  /** Fields that the next requests carry, such as faults; by default none. */
  burden: () => Record<string, string>;
}

/**
 * By a clock that stands still but for `wait`, for the instrumented site behind the instrumented
 * edge. Its isolates' clocks are up to `skew` milliseconds before or behind it, as `chance` says.
 */
export function clockedDriver(
  { fetch }: Pick<Local, 'fetch'>,
  start: number,
  { skew = 0, chance = () => 0.5 }: { skew?: number; chance?: () => number } = {},
): ClockedDriver {
  let now = start;
  const window = () => ({ start: now - skew, end: now + skew });
  const door: ClockedDriver = {
    now: () => now,
    wait: async (milliseconds) => {
      now += milliseconds;
    },
    ask: async (path, asked = {}) => {
      const moment = Math.round(now - skew + 2 * skew * chance());
      const headers = { ...asked.headers, 'X-Test-Now': String(moment), ...door.burden() };
      return { ...(await exchange(fetch, path, { ...asked, headers }, window)), moment };
    },
    skew,
    grace: 2 * skew,
    burden: () => ({}),
  };
  return door;
}
