/** The person behind a request, and the conditions under which their act may still be written. */
import type { Editor } from './editor.ts';
import { Problem } from './problem.ts';

/** The author of an audit entry, with their address and the instant. The editor is null for readers and the clock. */
export interface AuditActor {
  editor: Editor | null;
  address: string | null;
  now: number;
}

/** An editor who writes. */
export interface Actor extends AuditActor {
  editor: Editor;
  /** Checked again in the batch of each write. Absent for a program that acts without a token. */
  guard?: TokenGuard;
}

/** An instant by the Worker's clock, and that clock's difference from the database's. */
export interface Moment {
  now: number;
  /** Milliseconds to add to the database's clock to get `now`; null if that clock is not compared. */
  drift: number | null;
}

/** The conditions of a write: the token is valid, and the database's clock is not far ahead of `now`. */
export interface TokenGuard {
  tokenId: string;
  drift: number | null;
  /** The present, for a write that has read everything it needs. */
  moment: () => Moment;
  /** Whether the write may also happen long after its instant: the database is slow. */
  noDeadline?: boolean;
}

/** The actor whose writes have no deadline, for the last attempts of a write that a slow database delays. */
export function withoutDeadline(actor: Actor): Actor {
  return actor.guard ? { ...actor, guard: { ...actor.guard, noDeadline: true } } : actor;
}

/** The actor at the present instant instead of the request's. */
export function withPresentMoment(actor: Actor): Actor {
  if (!actor.guard) return actor;
  const { now, drift } = actor.guard.moment();
  return { ...actor, now, guard: { ...actor.guard, drift } };
}

/**
 * Refuses a write because something took effect between its instant and its batch. Nothing is
 * written; the endpoint repeats it with a new instant.
 */
export class Overtaken extends Problem {
  constructor() {
    super('unavailable', 'This was overtaken by another change; nothing was changed. Try again.', {
      headers: { 'Retry-After': '1' },
    });
  }
}
