/**
 * The one comparison of a span of visibility with an instant. src/store/db/visibility.ts has the same
 * predicates in SQL, under the same names; test/structure.test.ts forbids the comparison elsewhere.
 */

/** The time in which readers see a publication: from `visibleFrom` on, up to but not at `visibleUntil`. */
export interface VisibilitySpan {
  /** Epoch milliseconds, as is the end. */
  visibleFrom: number;
  /** `forever` where no end is known. */
  visibleUntil: number;
}

type Beginning = Pick<VisibilitySpan, 'visibleFrom'>;
type End = Pick<VisibilitySpan, 'visibleUntil'>;

/** Whether readers see it at `instant`. */
export const isPublic = (span: VisibilitySpan, instant: number): boolean =>
  hasBegun(span, instant) && hasNotEnded(span, instant);

/** Whether the span begins at `instant` or began before. */
export const hasBegun = ({ visibleFrom }: Beginning, instant: number): boolean =>
  visibleFrom <= instant;

/** Whether the span begins after `instant`. */
export const isScheduled = ({ visibleFrom }: Beginning, instant: number): boolean =>
  visibleFrom > instant;

/** Whether the span ends at `instant` or ended before. */
export const hasEnded = ({ visibleUntil }: End, instant: number): boolean =>
  visibleUntil <= instant;

/** Whether the span ends after `instant`: it is public, or scheduled. */
export const hasNotEnded = ({ visibleUntil }: End, instant: number): boolean =>
  visibleUntil > instant;

/** Whether the span contains any instant. One that was withdrawn at its first instant contains none. */
export const isNonEmpty = ({ visibleFrom, visibleUntil }: VisibilitySpan): boolean =>
  visibleFrom < visibleUntil;

/** Whether the span contains `instant`, or ends at it. */
export const containsOrEndsAt = (span: VisibilitySpan, instant: number): boolean =>
  hasBegun(span, instant) && span.visibleUntil >= instant;
