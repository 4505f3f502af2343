/**
 * `<desk-terms data-field>` around checkboxes: a field that filters them, what is chosen in front as
 * buttons that take it away, and terms that were used recently in this browser. The checkboxes stay the
 * controls of the form.
 */

/** Fewer terms are seen at a glance. */
const few = 8;
const mostRecent = 6;

const folded = (text: string) =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase().trim();

interface Choice {
  box: HTMLInputElement;
  label: HTMLElement;
  /** The last name of a path: `Kazakhstan` of “Participating States › Kazakhstan”. */
  name: string;
  key: string;
}

class TermPicker extends HTMLElement {
  #choices: Choice[] = [];
  readonly #chips = document.createElement('ul');
  readonly #recent = document.createElement('p');
  readonly #search = document.createElement('input');
  readonly #found = document.createElement('span');

  connectedCallback(): void {
    if (this.#choices.length > 0) return;
    this.#choices = [...this.querySelectorAll('label')].flatMap((label) => {
      const box = label.querySelector('input');
      const path = label.textContent.trim();
      const name = path.split(' › ').at(-1) ?? path;
      return box ? [{ box, label, name, key: folded(path) }] : [];
    });
    this.#chips.className = 'chips';
    this.#recent.className = 'row recent';
    this.prepend(this.#chips, this.#recent);
    if (this.#choices.length > few) this.#addSearch();
    this.addEventListener('change', () => this.#show());
    this.closest('form')?.addEventListener('submit', () => this.#remember());
    this.#show();
  }

  #addSearch(): void {
    this.#search.type = 'search';
    this.#search.setAttribute('aria-label', this.dataset.search ?? '');
    this.#search.placeholder = this.dataset.search ?? '';
    this.#search.autocomplete = 'off';
    this.#found.className = 'said';
    this.#found.setAttribute('role', 'status');
    this.#recent.after(this.#search, this.#found);
    this.#search.addEventListener('input', (event) => {
      // The search text is no field of the release.
      event.stopPropagation();
      this.#filter();
    });
    this.#search.addEventListener('change', (event) => event.stopPropagation());
    this.#search.addEventListener('keydown', (event) => this.#key(event));
  }

  get #shown(): Choice[] {
    return this.#choices.filter(({ label }) => !label.hidden);
  }

  #filter(): void {
    const wanted = folded(this.#search.value).split(/\s+/);
    for (const { label, key } of this.#choices) {
      label.hidden = !wanted.every((word) => key.includes(word));
    }
    const { found = '' } = this.dataset;
    const isEmpty = this.#search.value.trim() === '';
    this.#found.textContent = isEmpty ? '' : found.replace('{}', String(this.#shown.length));
  }

  /** Enter chooses the first match instead of sending the form; the arrow leads to the matches. */
  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const [first] = this.#shown;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (first && this.#search.value.trim() !== '') this.#set(first, true);
      this.#clear();
    } else if (event.key === 'ArrowDown' && first) {
      event.preventDefault();
      first.box.focus();
    } else if (event.key === 'Escape' && this.#search.value !== '') {
      event.preventDefault();
      this.#clear();
    }
  }

  #clear(): void {
    this.#search.value = '';
    this.#filter();
  }

  /** Sets a checkbox as if it were clicked: other scripts hear of it. */
  #set({ box }: Choice, checked: boolean): void {
    if (box.checked === checked) return;
    box.checked = checked;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    box.dispatchEvent(new Event('change', { bubbles: true }));
  }

  #show(): void {
    const chosen = this.#choices.filter(({ box }) => box.checked);
    this.#chips.replaceChildren(...chosen.map((choice) => this.#chip(choice)));
    this.#chips.hidden = chosen.length === 0;
    const others = this.#recentChoices().filter(({ box }) => !box.checked);
    const title = document.createElement('span');
    title.textContent = this.dataset.recent ?? '';
    const buttons = others.map((choice) =>
      this.#button(choice.name, () => this.#set(choice, true)),
    );
    this.#recent.replaceChildren(title, ...buttons);
    this.#recent.hidden = others.length === 0;
  }

  #button(text: string, act: () => void): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'chip';
    button.textContent = text;
    button.addEventListener('click', act);
    return button;
  }

  /** A chosen term. Once it is taken away, the focus goes to what stands nearest. */
  #chip(choice: Choice): HTMLLIElement {
    const item = document.createElement('li');
    const button = this.#button(choice.name, () => {
      const place = [...this.#chips.children].indexOf(item);
      this.#set(choice, false);
      const left = this.#chips.querySelectorAll('button');
      const next = left[Math.min(place, left.length - 1)];
      (next ?? (this.#search.isConnected ? this.#search : choice.box)).focus();
    });
    button.setAttribute('aria-label', (this.dataset.remove ?? '').replace('{}', choice.name));
    const cross = document.createElement('span');
    cross.textContent = '×';
    cross.setAttribute('aria-hidden', 'true');
    button.append(cross);
    item.append(button);
    return item;
  }

  get #storageKey(): string {
    return `dateline-recent:${this.dataset.field}`;
  }

  #recentSlugs(): string[] {
    try {
      const slugs: unknown = JSON.parse(localStorage.getItem(this.#storageKey) ?? '[]');
      return Array.isArray(slugs) ? slugs.filter((one) => typeof one === 'string') : [];
    } catch {
      return [];
    }
  }

  #recentChoices(): Choice[] {
    return this.#recentSlugs().flatMap(
      (slug) => this.#choices.find(({ box }) => box.value === slug) ?? [],
    );
  }

  /** Puts what is chosen in front of what was chosen before. */
  #remember(): void {
    const chosen = this.#choices.filter(({ box }) => box.checked).map(({ box }) => box.value);
    const slugs = [...new Set([...chosen, ...this.#recentSlugs()])].slice(0, mostRecent);
    try {
      localStorage.setItem(this.#storageKey, JSON.stringify(slugs));
    } catch {
      // A browser that denies the storage remembers nothing.
    }
  }
}

customElements.define('desk-terms', TermPicker);
