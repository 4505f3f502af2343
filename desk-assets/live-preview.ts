/**
 * `<live-preview>` beside the form of a release: the page as readers would get it, a moment after
 * typing stops, in the language in which the person writes.
 */

/** Milliseconds after the last key. */
const pause = 700;
/** The width from which the preview is open beside the text. */
const beside = '(min-width: 75rem)';

class LivePreview extends HTMLElement {
  #form: HTMLFormElement | null = null;
  #frame!: HTMLIFrameElement;
  #details!: HTMLDetailsElement;
  #lang = '';
  #timer = 0;
  #request = new AbortController();

  connectedCallback(): void {
    const form = document.querySelector<HTMLFormElement>('form.release-form');
    const [frame, details] = [this.querySelector('iframe'), this.querySelector('details')];
    if (!form || !frame || !details) return;
    [this.#form, this.#frame, this.#details] = [form, frame, details];
    this.hidden = false;
    this.#addLanguages();
    frame.addEventListener('load', () => this.#show());
    details.addEventListener('toggle', () => this.#plan(0));
    details.open = matchMedia(beside).matches;
    form.addEventListener('input', () => this.#plan(pause));
    form.addEventListener('change', () => this.#plan(pause));
    form.addEventListener('focusin', ({ target }) => {
      const edition = (target as Element).closest('fieldset')?.querySelector('[name=languages]');
      if (edition instanceof HTMLInputElement) this.#choose(edition.value);
    });
  }

  #addLanguages(): void {
    const group = this.querySelector('.languages');
    for (const input of this.#form?.querySelectorAll<HTMLInputElement>('[name=languages]') ?? []) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'plain';
      button.lang = button.value = input.value;
      button.textContent = input.closest('fieldset')?.querySelector('legend')?.textContent ?? '';
      button.addEventListener('click', () => this.#choose(input.value));
      group?.append(button);
      if (this.#lang === '') this.#choose(input.value);
    }
  }

  #choose(lang: string): void {
    if (lang === this.#lang) return;
    this.#lang = lang;
    for (const button of this.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.value === lang));
    }
    this.#plan(0);
  }

  #plan(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#show(), wait);
  }

  /** Replaces the body of the framed page, so that it stays where it was scrolled to. */
  async #show(): Promise<void> {
    const page = this.#frame.contentDocument;
    if (!this.#form || !page?.body || !this.#details.open) return;
    this.#request.abort();
    this.#request = new AbortController();
    const pairs = [...new FormData(this.#form)] as [string, string][];
    try {
      const response = await fetch(this.dataset.address ?? '', {
        method: 'POST',
        body: new URLSearchParams([...pairs, ['preview', this.#lang]]),
        signal: this.#request.signal,
      });
      if (!response.ok) return;
      const made = new DOMParser().parseFromString(await response.text(), 'text/html');
      const { lang, dir } = made.documentElement;
      Object.assign(page.documentElement, { lang, dir });
      page.body.replaceWith(page.adoptNode(made.body));
      page.body.addEventListener('click', (event) => {
        if ((event.target as Element).closest('a')) event.preventDefault();
      });
    } catch {
      // Without an answer the last preview stays.
    }
  }
}

export function defineLivePreview(): void {
  customElements.define('live-preview', LivePreview);
}
