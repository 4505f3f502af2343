/** A place in a list ordered by time: the last item shown, as an opaque text. It names no hidden row. */
export interface Cursor {
  /** Epoch milliseconds. */
  publishedAt: number;
  releaseId: string;
}

export function formatCursor({ publishedAt, releaseId }: Cursor): string {
  return `${publishedAt.toString(36)}-${releaseId}`;
}

/** The place that a text names, or null if it names none. */
export function parseCursor(text: string): Cursor | null {
  const match = /^([0-9a-z]{1,9})-([0-9a-hjkmnp-tv-z]{10,40})$/.exec(text);
  if (!match) return null;
  return { publishedAt: Number.parseInt(match[1] as string, 36), releaseId: match[2] as string };
}
