/** Writes an event to the log: one line of JSON, as the platform's log search indexes it. */
export function log(event: string, metadata: Record<string, unknown>): void {
  console.log(JSON.stringify({ event, ...metadata }));
}

/** Logs a failure that was handled. */
export function warn(event: string, metadata: Record<string, unknown>): void {
  console.warn(JSON.stringify({ event, ...metadata }));
}
