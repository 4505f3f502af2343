/** What V8 tells of one isolate of a site that was started with an `inspectorPort` (Chrome DevTools Protocol). */

export interface Inspector {
  send<T>(method: string, params?: object): Promise<T>;
  /** How many objects there were when the last snapshot was taken. */
  objects(): number;
  close(): void;
}

/** The Worker itself, as the platform on this machine names it; `core:user:edge` is the edge before it. */
export const site = 'core:user:dateline';

/** The names of all isolates, the platform's own among them. */
export async function isolatesAt(port: number): Promise<string[]> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as { id: string }[];
  return targets.map(({ id }) => id);
}

const headLength = 10_000;

/** Opens an isolate's debugger. */
export async function inspect(port: number, isolate = site): Promise<Inspector> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${isolate}`);
  await new Promise((opened, failed) => {
    socket.addEventListener('open', opened);
    socket.addEventListener('error', failed);
  });
  let [last, objects] = [0, 0];
  const waiting = new Map<number, (result: never) => void>();
  socket.addEventListener('message', ({ data }) => {
    const text = String(data);
    // A snapshot comes in many pieces; of these only the head of the first is looked at.
    if (text.startsWith('{"method"')) {
      const [, count] = /\\"node_count\\":(\d+)/.exec(text.slice(0, headLength)) ?? [];
      if (count !== undefined) objects = Number(count);
      return;
    }
    const { id, result } = JSON.parse(text);
    waiting.get(id)?.(result as never);
    waiting.delete(id);
  });
  return {
    objects: () => objects,
    send: (method, params = {}) => {
      const id = ++last;
      const answered = new Promise<never>((resolve) => waiting.set(id, resolve));
      socket.send(JSON.stringify({ id, method, params }));
      return answered;
    },
    close: () => socket.close(),
  };
}
