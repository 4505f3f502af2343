/**
 * `<language-tabs>`: links to the languages of a release. Where the languages have no room side by side,
 * the style shows the current one alone.
 */

const editionOf = (hash: string): HTMLElement | null => {
  const target =
    hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  return target?.closest<HTMLElement>('.editions > fieldset') ?? null;
};

const titleOf = (edition: Element) =>
  edition.querySelector<HTMLInputElement>('input[name$=".title"]');

class LanguageTabs extends HTMLElement {
  connectedCallback(): void {
    const editions = document.querySelector<HTMLElement>('.editions');
    if (!editions || editions.children.length < 2) return;
    editions.classList.add('tabbed');
    const faulty = editions.querySelector('.faulty')?.closest<HTMLElement>('.editions > fieldset');
    const all = [...editions.children] as HTMLElement[];
    const added = all.findLast((one) => titleOf(one)?.value === '');
    this.#choose(editionOf(location.hash) ?? faulty ?? added ?? all[0] ?? null);
    // Links to a field, such as those of faults, show its language first.
    document.addEventListener('click', (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]');
      const edition = link && editionOf(link.hash);
      if (!edition) return;
      this.#choose(edition);
      if (!this.contains(link)) return;
      event.preventDefault();
      titleOf(edition)?.focus();
    });
    editions.addEventListener('focusin', ({ target }) => {
      this.#choose((target as Element).closest<HTMLElement>('.editions > fieldset'));
    });
  }

  #choose(edition: HTMLElement | null): void {
    if (!edition) return;
    for (const one of edition.parentElement?.children ?? []) {
      one.classList.toggle('current', one === edition);
    }
    for (const link of this.querySelectorAll('a')) {
      if (editionOf(link.hash) === edition) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }
}

export function defineLanguageTabs(): void {
  customElements.define('language-tabs', LanguageTabs);
}
