/**
 * `<desk-upload>` in the form of an upload: several files, chosen or dropped, are sent one after the
 * other, each with its progress and what became of it. A lost connection stops the line; *Try again*
 * goes on where it stopped, and sends nothing twice.
 */
import { ConnectionLost, findStored, type Sent, sendForm } from './upload-request.ts';

type Words = Record<
  'hint' | 'waiting' | 'done' | 'lost' | 'failed' | 'again' | 'count' | 'large',
  string
>;

type State = 'waiting' | 'sending' | 'done' | 'refused' | 'lost' | 'failed';

interface Item {
  file: File;
  state: State;
  row: HTMLLIElement;
  text: HTMLElement;
  bar: HTMLProgressElement;
}

const isSame = (one: File, other: File) =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

class FileUpload extends HTMLElement {
  #words!: Words;
  #form!: HTMLFormElement;
  #input!: HTMLInputElement;
  #items: Item[] = [];
  #isSending = false;
  readonly #list = document.createElement('ul');
  readonly #count = document.createElement('p');
  readonly #again = document.createElement('button');

  connectedCallback(): void {
    const form = this.closest('form');
    const input = form?.querySelector<HTMLInputElement>('input[type=file]');
    if (!form || !input || this.#form) return;
    [this.#form, this.#input] = [form, input];
    this.#words = JSON.parse(this.dataset.words ?? '{}');
    input.multiple = true;
    this.#list.className = 'uploads';
    this.#count.setAttribute('role', 'status');
    const hint = document.createElement('p');
    hint.className = 'hint';
    hint.textContent = this.#words.hint;
    this.#again.type = 'button';
    this.#again.textContent = this.#words.again;
    this.#again.hidden = true;
    this.#again.addEventListener('click', () => this.#repeat());
    this.append(hint, this.#count, this.#again, this.#list);
    form.addEventListener('submit', (event) => this.#submitted(event), { capture: true });
    this.#takeDrops();
    window.addEventListener('beforeunload', (event) => {
      if (this.#isSending) event.preventDefault();
    });
  }

  /** Files that miss the form do not replace the page. */
  #takeDrops(): void {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    document.addEventListener('dragover', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.#form.classList.add('drop');
    });
    document.addEventListener('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) this.#form.classList.remove('drop');
    });
    document.addEventListener('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.#form.classList.remove('drop');
      this.#add(droppedFiles(event.dataTransfer));
    });
  }

  #submitted(event: SubmitEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.#add([...(this.#input.files ?? [])]);
    this.#input.value = '';
  }

  /** Adds files that are not in the line, and sends it. */
  #add(files: File[]): void {
    const isKnown = (file: File) =>
      this.#items.some((item) => item.state !== 'refused' && isSame(item.file, file));
    for (const file of files.filter((one) => !isKnown(one))) this.#items.push(this.#itemOf(file));
    this.#run();
  }

  #itemOf(file: File): Item {
    const row = document.createElement('li');
    const name = document.createElement('bdi');
    const text = document.createElement('small');
    const bar = document.createElement('progress');
    name.textContent = file.name;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute('aria-label', file.name);
    row.append(...thumbnailOf(file), name, bar, text);
    this.#list.append(row);
    const item: Item = { file, state: 'waiting', row, text, bar };
    const isLarge = file.size > Number(this.dataset.largest);
    this.#set(item, isLarge ? 'refused' : 'waiting', isLarge ? this.#words.large : undefined);
    return item;
  }

  #set(item: Item, state: State, text?: string): void {
    const phrases: Record<State, string> = {
      waiting: this.#words.waiting,
      sending: '',
      done: this.#words.done,
      refused: this.#words.failed,
      lost: this.#words.lost,
      failed: this.#words.failed,
    };
    item.state = state;
    item.text.textContent = text || phrases[state];
    item.bar.hidden = state !== 'sending';
    item.row.className =
      state === 'refused' || state === 'lost' || state === 'failed' ? 'fault' : '';
    const done = this.#items.filter((one) => one.state === 'done').length;
    this.#count.textContent = this.#words.count
      .replace('{done}', String(done))
      .replace('{all}', String(this.#items.length));
    this.#again.hidden =
      this.#isSending || !this.#items.some((one) => one.state === 'lost' || one.state === 'failed');
  }

  async #run(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    let last: Item | undefined;
    for (;;) {
      const item = this.#items.find(({ state }) => state === 'waiting');
      if (!item) break;
      last = item;
      await this.#send(item, false);
      if (item.state === 'lost') break;
    }
    this.#isSending = false;
    if (last) this.#set(last, last.state, last.text.textContent);
  }

  /** Goes on after a lost connection: what arrived after all is not sent again. */
  async #repeat(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (const item of this.#items.filter(({ state }) => state === 'lost' || state === 'failed')) {
      await this.#send(item, true);
      if (item.state === 'lost') break;
    }
    this.#isSending = false;
    if (this.#items.some(({ state }) => state === 'lost')) this.#again.hidden = false;
    else await this.#run();
  }

  async #send(item: Item, isRepetition: boolean): Promise<void> {
    this.#set(item, 'sending');
    try {
      const stored = isRepetition ? await findStored(this.#form.action, item.file) : null;
      if (stored) return this.#stored(item, stored);
      const { page, isDone, fault, mayRepeat } = await this.#request(item);
      if (isDone) this.#stored(item, page);
      else this.#set(item, mayRepeat ? 'failed' : 'refused', fault);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      this.#set(item, 'lost');
    }
  }

  #request({ file, bar }: Item): Promise<Sent> {
    const form = new FormData(this.#form);
    form.delete('file');
    // A title is that of one file.
    if (this.#items.length > 1) form.delete('title');
    form.append('file', file);
    return sendForm(this.#form.action, form, (part) => {
      bar.value = part;
    });
  }

  #stored(item: Item, page: Document): void {
    this.#set(item, 'done');
    showList(page);
  }
}

/** Shows the files and the version that the answer has, and takes over the ETag. */
function showList(page: Document): void {
  for (const part of ['main .files', 'main .release-head']) {
    const [now, shown] = [page.querySelector(part), document.querySelector(part)];
    if (now && shown) shown.replaceWith(document.adoptNode(now));
  }
  const etag = page.querySelector<HTMLInputElement>('input[name=etag]')?.value;
  if (etag === undefined) return;
  for (const field of document.querySelectorAll<HTMLInputElement>('input[name=etag]')) {
    field.value = etag;
  }
}

/** The files of a drop, without folders, which cannot be read. */
function droppedFiles(transfer: DataTransfer | null): File[] {
  const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry?.()?.isDirectory ?? false;
  const entries = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file');
  if (entries.length === 0) return [...(transfer?.files ?? [])];
  return entries.filter((item) => !isFolder(item)).flatMap((item) => item.getAsFile() ?? []);
}

/** A small picture of a picture's file. */
function thumbnailOf(file: File): HTMLImageElement[] {
  if (!/^image\/(?:png|jpeg|gif|webp|avif)$/.test(file.type)) return [];
  const picture = document.createElement('img');
  picture.alt = '';
  picture.className = 'thumb';
  picture.loading = 'lazy';
  picture.decoding = 'async';
  picture.src = URL.createObjectURL(file);
  return [picture];
}

customElements.define('desk-upload', FileUpload);
