/** Chrome DevTools Protocol for the isolates of a site that was started with an `inspectorPort`. */

export interface Inspector {
  send<T>(method: string, params?: object): Promise<T>;
  /** Collects garbage and returns a heap snapshot, as a file for a browser's developer tools. */
  snapshot(): Promise<string>;
  close(): void;
}

/** The local platform's name of the Worker's isolate; `core:user:edge` is that of the edge. */
export const site = 'core:user:dateline';

/** The names of all isolates, including the platform's own, without services of Node: these cannot be addressed. */
export async function isolatesAt(port: number): Promise<string[]> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as { id: string }[];
  return targets.map(({ id }) => id).filter((id) => !id.includes('#'));
}

/** Connects to the debugger of an isolate. */
export async function inspect(port: number, isolate = site): Promise<Inspector> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${isolate}`);
  await new Promise((opened, failed) => {
    socket.addEventListener('open', opened);
    socket.addEventListener('error', failed);
  });
  let last = 0;
  let pieces: string[] | null = null;
  const waiting = new Map<number, (result: never) => void>();
  socket.addEventListener('message', ({ data }) => {
    const text = String(data);
    if (text.startsWith('{"method"')) {
      if (text.includes('addHeapSnapshotChunk')) pieces?.push(text);
      return;
    }
    const { id, result } = JSON.parse(text);
    waiting.get(id)?.(result as never);
    waiting.delete(id);
  });
  const send = <T>(method: string, params = {}): Promise<T> => {
    const id = ++last;
    const answered = new Promise<never>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    return answered;
  };
  return {
    send,
    snapshot: async () => {
      const taken: string[] = [];
      pieces = taken;
      await send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
      pieces = null;
      return taken.map((piece) => JSON.parse(piece).params.chunk).join('');
    },
    close: () => socket.close(),
  };
}
