/** What the moving commands say to whoever runs them. */

/** The one folder that was named. */
export function demandFolder(positionals: readonly string[]): string {
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new Error('Name one folder.');
  return folder;
}

/** A line that counts, on a terminal only. */
export function counter(what: string): (done: number, all?: number) => void {
  return (done, all) => {
    if (!process.stderr.isTTY) return;
    process.stderr.write(`\r  ${done}${all === undefined ? '' : ` of ${all}`} ${what}`);
  };
}

/** Ends with 1 and one line where something went wrong. */
export async function failing(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
