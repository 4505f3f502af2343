/**
 * `<desk-count for="ID" data-phrase="…{}…" data-limit="N">`: counts the characters of a field while it is
 * typed. The number is seen at once, and said by screen readers once the typing pauses.
 */
import { countIn } from '../templates/desk/character-count.ts';

/** Milliseconds without a key after which the count is said. */
const pause = 1500;

class CharacterCount extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    const field = document.getElementById(this.getAttribute('for') ?? '');
    const seen = this.firstElementChild;
    if (!seen || !(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement))
      return;
    // The live region repeats what is seen: for a screen reader there is this one alone.
    const said = document.createElement('span');
    said.className = 'said';
    said.setAttribute('role', 'status');
    this.append(said);
    const show = () => {
      const count = countIn(field.value);
      seen.textContent = (this.dataset.phrase ?? '').replace('{}', String(count));
      this.classList.toggle('long', count > Number(this.dataset.limit));
    };
    show();
    field.addEventListener('input', () => {
      show();
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => {
        said.textContent = seen.textContent;
      }, pause);
    });
  }
}

customElements.define('desk-count', CharacterCount);
