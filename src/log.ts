/** The log: one line of JSON for each thing that happened, as the platform's log search takes it. */
export function log(event: string, metadata: Record<string, unknown>): void {
  console.log(JSON.stringify({ event, ...metadata }));
}

/** What went wrong and is dealt with. */
export function warn(event: string, metadata: Record<string, unknown>): void {
  console.warn(JSON.stringify({ event, ...metadata }));
}
