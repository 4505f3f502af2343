/** `<release-presence>`: who else has this release open, asked while the page is seen and used. */

/** Milliseconds between two questions; twice this is within the half minute after which one is forgotten. */
const every = 8000;
/** After this time without a key or a pointer the person is not at the page. */
const idle = 180_000;

class ReleasePresence extends HTMLElement {
  #timer = 0;
  #usedAt = Date.now();

  connectedCallback(): void {
    for (const name of ['keydown', 'pointermove', 'pointerdown', 'scroll']) {
      document.addEventListener(name, () => this.#used(), { passive: true });
    }
    document.addEventListener('visibilitychange', () => this.#used());
    this.#plan(every);
  }

  #used(): void {
    const wasIdle = Date.now() - this.#usedAt > idle;
    this.#usedAt = Date.now();
    if (this.#timer === 0 || wasIdle) this.#plan(0);
  }

  #plan(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#ask(), wait);
  }

  async #ask(): Promise<void> {
    this.#timer = 0;
    if (document.visibilityState === 'hidden' || Date.now() - this.#usedAt > idle) return;
    this.#plan(every);
    try {
      const response = await fetch(this.dataset.address ?? '', { method: 'POST' });
      if (!response.ok) return;
      this.#say(((await response.json()) as { others: string[] }).others);
    } catch {
      // Without a connection the last answer stays.
    }
  }

  #say(others: string[]): void {
    const { one = '', many = '' } = this.dataset;
    const names = new Intl.ListFormat(document.documentElement.lang).format(others);
    const phrase = (others.length > 1 ? many : one).replace('{}', () => names);
    const text = others.length > 0 ? phrase : '';
    if (this.textContent !== text) this.textContent = text;
  }
}

export function defineReleasePresence(): void {
  customElements.define('release-presence', ReleasePresence);
}
