/** A place in a list ordered by time: the last item shown, as an opaque text. It names no hidden row. */
import { earliest, forever } from './instant.ts';

export interface Cursor {
  /** Epoch milliseconds; negative before 1970. */
  publishedAt: number;
  releaseId: string;
}

export function formatCursor({ publishedAt, releaseId }: Cursor): string {
  return `${publishedAt.toString(36)}-${releaseId}`;
}

/** A list that begins with a day of some time zone may end before the range of instants does. */
const day = 24 * 60 * 60_000;

/** The place that a text names, or null if it names none. */
export function parseCursor(text: string): Cursor | null {
  const match = /^(-?[0-9a-z]{1,10})-([0-9a-hjkmnp-tv-z]{10,40})$/.exec(text);
  if (!match) return null;
  const [publishedAt, releaseId] = [Number.parseInt(match[1] as string, 36), match[2] as string];
  return publishedAt >= earliest - day && publishedAt <= forever
    ? { publishedAt, releaseId }
    : null;
}
