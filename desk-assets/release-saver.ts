/**
 * `<release-saver>` in the form of a release: keeps what is typed in this browser, saves it on the
 * server, says so in one line, and offers what an earlier page left behind.
 */
import { officeDay, officeHour } from '../templates/desk/time.ts';
import { type Copy, forgetForm, LocalCopies, type Pairs } from './local-copies.ts';

/** Phrases of the page; `{}` stands for a time or a fault. */
type Words = Record<
  | 'saved'
  | 'kept'
  | 'offline'
  | 'failed'
  | 'ended'
  | 'stale'
  | 'faulty'
  | 'notKept'
  | 'left'
  | 'restore'
  | 'drop',
  string
>;

/** Milliseconds after the last key until the copy, and until the server has it. */
const copyAfter = 300;
const saveAfter = 3000;
/** The shortest time between two saves, and the time after which a failed one is repeated. */
const saveEvery = 10_000;
const retryAfter = 20_000;
const patience = 30_000;

/** Fields that name the state of the release to which the others belong, and the form. */
const origins: ReadonlySet<string> = new Set(['etag', 'base', 'key']);
const acts: ReadonlySet<string> = new Set(['add', 'act', 'remove']);

/** Whether a field says nothing of the release. */
const isMark = (name: string) => origins.has(name) || acts.has(name);

/** An instant in the zone of the office, which is named where the device has another one. */
function time(at: number): string {
  const { lang } = document.documentElement;
  const { zone = 'UTC' } = document.body.dataset;
  const day = officeDay(at, lang, zone);
  const text = `${day === officeDay(Date.now(), lang, zone) ? '' : `${day}, `}${officeHour(at, lang, zone)}`;
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return own === zone ? text : `${text} (${zone})`;
}

/** Fields of one name stand for a set, except for contacts, whose rows keep their order. */
const orderOf = (name: string, value: string) =>
  name.startsWith('contacts.') ? name : `${name} ${value}`;

/** The release that the fields describe. A derived address or date counts as left empty. */
function contentOf(pairs: Pairs, ignored: ReadonlySet<string>): string {
  const said = pairs
    .filter(([name]) => !isMark(name) && !ignored.has(name))
    .map(([name, value]) => [name, value.replace(/\r\n?/g, '\n').trim()] as const)
    .filter(([name, value]) => value !== '' || name === 'languages')
    .map(([name, value]) => ({ order: orderOf(name, value), name, value }))
    .sort((one, other) => (one.order < other.order ? -1 : Number(one.order > other.order)));
  return JSON.stringify(said);
}

const isDerived = (name: string) => name === 'date' || name.endsWith('.slug');

function isSame(typed: Pairs, shown: Pairs): boolean {
  const empty = typed.filter(([name, value]) => isDerived(name) && value.trim() === '');
  const ignored = new Set(empty.map(([name]) => name));
  return contentOf(typed, ignored) === contentOf(shown, ignored);
}

class ReleaseSaver extends HTMLElement {
  #words!: Words;
  #copies!: LocalCopies;
  #form!: HTMLFormElement;
  #copyTimer = 0;
  #saveTimer = 0;
  #savedAt = 0;
  #saving: Promise<void> | null = null;
  /** The fields that were sent, until the response replaces the page. */
  #sent: Pairs | null = null;
  #isKept = true;
  /** The fields that the server has; null if it never had them. */
  #stored: string | null = null;
  /** The fields of a save whose response is missing. The server may have them. */
  #unanswered: Pairs | null = null;

  connectedCallback(): void {
    const form = this.closest('form');
    const person = document.body.dataset.person;
    if (!form || !person) return;
    this.#form = form;
    this.#words = JSON.parse(this.dataset.words ?? '{}');
    const sent = new URLSearchParams(location.search).get('form');
    if (sent) forgetForm(person, sent);
    const key = form.querySelector<HTMLInputElement>('[name=key]')?.value ?? '';
    this.#copies = new LocalCopies(person, this.dataset.release ?? '', key);
    if (sent) this.#copies.adopt(person, sent);
    if (this.hasAttribute('unsaved')) this.#takeOver(person, key);
    else this.#stored = this.#content();
    form.addEventListener('input', () => this.#typed());
    form.addEventListener('change', () => this.#typed());
    form.addEventListener('submit', (event) => this.#submitted(event), { capture: true });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.#keep();
      else this.#plan(0);
    });
    window.addEventListener('pagehide', () => this.#keep());
    window.addEventListener('online', () => this.#plan(0));
    window.addEventListener('beforeunload', (event) => {
      if (!this.#isKept && !this.#sent) event.preventDefault();
    });
    if (this.hasAttribute('restored')) this.#plan(0);
    this.#offer();
  }

  /** Keeps the texts of a form that the server refused, or gave back, in place of the copy of that form. */
  #takeOver(person: string, key: string): void {
    this.#keep();
    const { replaces = '' } = this.dataset;
    if (this.#isKept && replaces !== key) forgetForm(person, replaces);
  }

  /** The strings of the form's fields. */
  #pairs(): Pairs {
    return [...new FormData(this.#form)].filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    );
  }

  #content = (): string => contentOf(this.#pairs(), new Set());

  #say(phrase: string, isTrouble = false): void {
    if (this.textContent !== phrase) this.textContent = phrase;
    this.classList.toggle('trouble', isTrouble);
  }

  #typed(): void {
    clearTimeout(this.#copyTimer);
    this.#copyTimer = window.setTimeout(() => {
      this.#keep();
      if (this.#isKept && !this.dataset.save) this.#say(this.#filled('kept', time(Date.now())));
    }, copyAfter);
    this.#plan(saveAfter);
  }

  #filled = (word: keyof Words, value: string): string => this.#words[word].replace('{}', value);

  /** Keeps what is not on the server in this browser. */
  #keep(): void {
    clearTimeout(this.#copyTimer);
    const known = this.#sent ? contentOf(this.#sent, new Set()) : this.#stored;
    if (this.#content() === known) return;
    this.#isKept = this.#copies.keep(this.#pairs(), this.#sent ?? undefined);
    if (!this.#isKept) this.#say(this.#words.notKept, true);
  }

  /** Saves in some time, if something is to be saved. */
  #plan(wait: number): void {
    clearTimeout(this.#saveTimer);
    if (!this.dataset.save || this.#sent) return;
    if (this.#content() === this.#stored) return;
    const soonest = this.#savedAt + saveEvery - Date.now();
    this.#saveTimer = window.setTimeout(() => this.#saveNow(), Math.max(wait, soonest));
  }

  #saveNow(): void {
    if (this.#saving) return;
    this.#saving = this.#save().finally(() => {
      this.#saving = null;
    });
  }

  /** A save without a response is repeated as it was: if the server has its fields, it says so. */
  async #save(): Promise<void> {
    const pairs = this.#unanswered ?? this.#pairs();
    this.#unanswered = pairs;
    const content = contentOf(pairs, new Set());
    let response: Response;
    try {
      response = await fetch(this.dataset.save ?? '', {
        method: 'POST',
        body: new URLSearchParams(pairs),
        signal: AbortSignal.timeout(patience),
      });
      await this.#answered(response, content);
      if (response.status < 500) this.#unanswered = null;
    } catch {
      this.#trouble(this.#words.offline);
    }
  }

  async #answered(response: Response, content: string): Promise<void> {
    if (response.status === 422) {
      if (this.#content() !== content) return this.#plan(saveAfter);
      const { faults } = (await response.json()) as { faults: { name: string; detail: string }[] };
      const phrases = faults.map(({ name, detail }) => `${name}: ${detail}`);
      return this.#say(this.#filled('faulty', phrases.join('; ')), true);
    }
    if (response.status === 412) {
      // Pressing Save leads to the comparison of both texts.
      delete this.dataset.save;
      return this.#say(this.#words.stale, true);
    }
    if (response.status === 401) return this.#trouble(this.#words.ended);
    if (!response.ok) return this.#trouble(this.#words.failed);
    const { etag, base } = (await response.json()) as { etag: string; base: string };
    this.#savedAt = Date.now();
    this.#stored = content;
    for (const input of document.querySelectorAll<HTMLInputElement>('input[name=etag]')) {
      input.value = etag;
    }
    const input = this.#form.querySelector<HTMLInputElement>('input[name=base]');
    if (input) input.value = base;
    if (this.#content() !== content) return this.#plan(saveAfter);
    this.#copies.forget();
    this.#isKept = true;
    this.#say(this.#filled('saved', time(this.#savedAt)));
  }

  #trouble(phrase: string): void {
    this.#say(phrase, true);
    clearTimeout(this.#saveTimer);
    this.#saveTimer = window.setTimeout(() => this.#saveNow(), retryAfter);
  }

  /** Submits after a save that is under way, or has no response yet: the form needs its ETag. */
  #submitted(event: SubmitEvent): void {
    const submitter = event.submitter;
    if (submitter?.hasAttribute('formtarget')) return;
    if (this.#unanswered) this.#saveNow();
    if (this.#saving) {
      event.preventDefault();
      event.stopPropagation();
      this.#saving.then(() => {
        this.#unanswered = null;
        this.#form.requestSubmit(submitter);
      });
      return;
    }
    clearTimeout(this.#saveTimer);
    this.#keep();
    this.#sent = this.#pairs();
    // The person stays on the page if the request is stopped, or fails without an answer.
    window.setTimeout(() => {
      this.#sent = null;
      this.#keep();
      this.#copies.forgetLate();
      this.#plan(0);
    }, retryAfter);
  }

  /** Offers what pages that are gone left behind and the server does not have. */
  async #offer(): Promise<void> {
    for (const copy of await this.#copies.left()) {
      if (isSame(copy.pairs, this.#pairs())) this.#copies.forget(copy.key);
      else this.#form.before(this.#offered(copy));
    }
  }

  #offered(copy: Copy): HTMLElement {
    const offer = document.createElement('div');
    offer.className = 'notice row left-copy';
    const text = document.createElement('p');
    text.textContent = this.#words.left;
    const [restore, drop] = (['restore', 'drop'] as const).map((word) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = this.#filled(word, time(copy.at));
      return button;
    }) as [HTMLButtonElement, HTMLButtonElement];
    restore.addEventListener('click', () => this.#restore(copy));
    drop.className = 'plain';
    drop.addEventListener('click', () => {
      this.#copies.forget(copy.key);
      offer.remove();
    });
    offer.append(text, restore, drop);
    return offer;
  }

  /**
   * Lets the server show the form with the fields of a copy, and with the ETag that belongs to them: that of
   * this page, if it shows the fields that were sent before the copy was typed.
   */
  #restore({ pairs, sent }: Copy): void {
    this.#keep();
    const shown = this.#pairs();
    this.#sent = shown;
    const origin = sent && isSame(sent, shown) ? shown : pairs;
    const form = document.createElement('form');
    form.method = 'post';
    form.action = this.#form.action;
    form.hidden = true;
    const fields: Pairs = [
      ...pairs.filter(([name]) => !isMark(name)),
      ...origin.filter(([name]) => origins.has(name)),
      ['act', 'restore'],
    ];
    for (const [name, value] of fields) {
      const field = document.createElement('textarea');
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  }
}

export function defineReleaseSaver(): void {
  customElements.define('release-saver', ReleaseSaver);
}
