/** The Nu HTML checker (W3C), in its own process, once for all pages. It needs Java. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasJava = spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0;

/** Hono's JSX ends void elements with a slash, which HTML allows and the checker mentions. */
const slash =
  'Trailing slash on void elements has no effect and interacts badly with unquoted attribute values.';

interface Message {
  type: string;
  url: string;
  message: string;
  extract?: string;
}

/**
 * Every error, warning and remark about pages, each with the name of its page.
 * @throws Error when the checker itself fails
 */
export async function checkWithNu(pages: ReadonlyMap<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-nu-'));
  try {
    const names = [...pages.keys()];
    const files = names.map((_, index) => join(folder, `${index}.html`));
    await Promise.all(
      files.map((file, index) => writeFile(file, pages.get(names[index] ?? '') ?? '')),
    );
    const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
    const args = ['-Xss8m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-jar', jar];
    const answer = await run('java', [...args, '--stdout', '--format', 'json', ...files]);
    const { messages } = JSON.parse(answer) as { messages: Message[] };
    return messages
      .filter(({ message }) => message !== slash)
      .map(({ type, url, message, extract }) => {
        const page = names[Number(/(\d+)\.html$/.exec(url)?.[1])];
        return `${page}: ${type}: ${message} ${extract ?? ''}`;
      });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Output of a command. Found faults are no failure; no output is. */
function run(command: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      if (stdout) resolve(stdout);
      else reject(error ?? new Error('The checker said nothing.'));
    });
  });
}
