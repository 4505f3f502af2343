/** A person at the desk in a browser without scripts: cookies, pages, forms. */
import { parseHTML } from 'linkedom';
import type { Role } from '../../src/domain/editor.ts';
import { hashSecret, newLinkSecret } from '../../src/domain/session.ts';
import { type Newsroom, Reply } from '../newsroom.ts';

type Fields = Record<string, string | string[]>;

interface Submission {
  /** The selector of the form. */
  form?: string;
  button?: string;
  file?: File | null;
}

/** An element as these tests read it. */
interface Element {
  readonly tagName: string;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element> & { length: number };
}

type Html = Pick<Element, 'querySelector' | 'querySelectorAll'>;

/** A page as a browser has it. */
export class Page extends Reply {
  readonly address: string;
  readonly document: Html;

  constructor(response: Response, text: string, address: string) {
    super(response, text);
    this.address = address;
    this.document = parseHTML(text).document as unknown as Html;
  }

  /** The text of the first element of a selector, its white space collapsed; null without one. */
  text1(selector: string): string | null {
    const element = this.document.querySelector(selector);
    return element ? (element.textContent ?? '').replace(/\s+/g, ' ').trim() : null;
  }

  texts(selector: string): string[] {
    return [...this.document.querySelectorAll(selector)].map((element) =>
      (element.textContent ?? '').replace(/\s+/g, ' ').trim(),
    );
  }
}

export class Visitor {
  readonly #newsroom: Newsroom;
  readonly #cookies = new Map<string, string>();
  /** The clock of the requests; by default that of the machine. */
  now: number | null = null;
  /** Headers of each request, such as `Accept-Language`. */
  headers: Record<string, string> = {};

  constructor(newsroom: Newsroom) {
    this.#newsroom = newsroom;
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  async request(path: string, init: RequestInit = {}): Promise<Page> {
    const headers = {
      ...this.headers,
      'X-Test-Now': String(this.now ?? Date.now()),
      Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(init.headers as Record<string, string>),
    };
    const response = await this.#newsroom.fetch(path, { redirect: 'manual', ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '' || /max-age=0/i.test(cookie)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return new Page(response, await response.text(), path);
  }

  /** Opens a page, following redirects. */
  async open(path: string): Promise<Page> {
    return this.#follow(await this.request(path));
  }

  /** Posts fields, following the redirect. */
  async post(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Page> {
    return this.#follow(await this.send(path, fields, headers));
  }

  /** Posts fields as the browser does from a page of the same site. */
  send(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Page> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      for (const one of [value].flat()) body.append(name, one);
    }
    return this.request(path, {
      method: 'POST',
      body,
      headers: { 'Sec-Fetch-Site': 'same-origin', ...headers },
    });
  }

  /**
   * Submits a form of a page with its fields as they stand, except for `changes`; `button` is the text
   * of the button that is pressed, by default the first one; `file` is chosen in a form with a file.
   */
  async submit(page: Page, changes: Fields = {}, options: Submission = {}): Promise<Page> {
    const { form = 'main form', button = '', file = null } = options;
    const element = [...page.document.querySelectorAll(form)].find(
      (one) => button === '' || buttonOf(one, button),
    );
    if (!element) throw new Error(`${page.address} has no form ${form} ${button}:\n${page.text}`);
    const fields: Record<string, string[]> = {};
    const add = (name: string | null, value: string) => {
      if (name) fields[name] = [...(fields[name] ?? []), value];
    };
    for (const control of element.querySelectorAll('input, select, textarea')) {
      const [name, type] = [control.getAttribute('name'), control.getAttribute('type')];
      if (control.tagName === 'SELECT') {
        const options = [...control.querySelectorAll('option')];
        const chosen = options.find((one) => one.hasAttribute('selected')) ?? options[0];
        if (chosen) add(name, chosen.getAttribute('value') ?? chosen.textContent ?? '');
      } else if (control.tagName === 'TEXTAREA') {
        add(name, decode((control.textContent ?? '').replace(/^\n/, '')));
      } else if (type !== 'checkbox' && type !== 'radio') {
        add(name, control.getAttribute('value') ?? '');
      } else if (control.hasAttribute('checked')) {
        add(name, control.getAttribute('value') ?? 'on');
      }
    }
    const pressed = buttonOf(element, button);
    if (pressed?.getAttribute('name')) {
      add(pressed.getAttribute('name'), pressed.getAttribute('value') ?? '');
    }
    const action = element.getAttribute('action') ?? page.address;
    if (element.getAttribute('enctype') !== 'multipart/form-data') {
      return this.post(action, { ...fields, ...changes });
    }
    const { file: _, ...others } = { ...fields, ...changes };
    const chosen = file ?? new File([], '');
    const files = element.querySelector('input[type="file"]') ? [chosen] : [];
    return this.#follow(await this.#upload(action, others, files));
  }

  /** Posts fields and files in the order in which they are in the form. */
  async #upload(path: string, fields: Fields, files: File[]): Promise<Page> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      for (const one of [value].flat()) form.append(name, one);
    }
    for (const file of files) form.append('file', file);
    const encoded = new Response(form);
    return this.request(path, {
      method: 'POST',
      body: await encoded.arrayBuffer(),
      headers: {
        'Content-Type': encoded.headers.get('Content-Type') ?? '',
        'Sec-Fetch-Site': 'same-origin',
      },
    });
  }

  /** Signs in by a new link for a new editor of that role. */
  async signIn(role: Role, name = `Desk ${role}`): Promise<Page> {
    const path = await createLink(this.#newsroom, role, name, this.now ?? Date.now());
    return this.submit(await this.open(path));
  }

  async #follow(page: Page): Promise<Page> {
    const location = page.headers.get('Location');
    if (page.status !== 303 || location === null) return page;
    const { pathname, search } = new URL(location, 'https://newsroom.example');
    return this.open(pathname + search);
  }
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

/** The text of a textarea, whose character references linkedom leaves as they are. */
const decode = (text: string): string =>
  text.replace(/&(\w+|#39);/g, (reference, name: string) => entities[name] ?? reference);

function buttonOf(form: Element, text: string): Element | undefined {
  return [...form.querySelectorAll('button')].find((one) => (one.textContent ?? '').includes(text));
}

/** Creates an editor and a sign-in link. @returns the path of the link */
export async function createLink(
  newsroom: Newsroom,
  role: Role,
  name: string,
  now = Date.now(),
): Promise<string> {
  const made = await newsroom.edit('POST', '/editors', { name, role }, { now });
  if (made.status !== 201) throw new Error(made.text);
  return linkOf(newsroom, made.json.id, now);
}

/** Creates a sign-in link of an editor in the database. @returns the path of the link */
export async function linkOf({ db }: Newsroom, editorId: string, now: number): Promise<string> {
  const secret = newLinkSecret();
  await db
    .prepare(
      `insert into sign_in_links (id, editor_id, hash, created_at, expires_at)
      values (?, ?, ?, ?, ?)`,
    )
    .bind(`l1nk${editorId}`, editorId, await hashSecret(secret), now, now + 86_400_000)
    .run();
  return `/desk/link/${secret}`;
}
