/** Temporary storage on disk for values that do not fit into memory, deleted when the process ends. */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Slot = [offset: number, length: number];

export class Spool<Value> {
  readonly #file: FileHandle;
  #end = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open<Value>(): Promise<Spool<Value>> {
    const folder = await mkdtemp(join(tmpdir(), 'dateline-import-'));
    const file = await open(join(folder, 'spool'), 'w+');
    // An unlinked file exists while it is open: nothing is left behind, even after a crash.
    await rm(folder, { recursive: true });
    return new Spool<Value>(file);
  }

  async put(value: Value): Promise<Slot> {
    const bytes = Buffer.from(JSON.stringify(value));
    await this.#file.write(bytes, 0, bytes.length, this.#end);
    this.#end += bytes.length;
    return [this.#end - bytes.length, bytes.length];
  }

  async get([offset, length]: Slot): Promise<Value> {
    const { buffer } = await this.#file.read(Buffer.alloc(length), 0, length, offset);
    return JSON.parse(buffer.toString('utf8')) as Value;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
