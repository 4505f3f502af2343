/**
 * `<desk-toolbar for="ID" data-template="ID">`: buttons above a text area, from a template of the page.
 * Ctrl+B, Ctrl+I and Ctrl+K (⌘ on a Mac) do the same from within the text.
 */
import { editOf, type Format, formats } from './formatting.ts';
import { typeText } from './typed-text.ts';

const keys: Record<string, Format> = { b: 'bold', i: 'italic', k: 'link' };
const isMac = /^(?:Mac|iP)/.test(navigator.platform);

const isFormat = (name: string | undefined): name is Format => formats.some((one) => one === name);

export class DeskToolbar extends HTMLElement {
  #area: HTMLTextAreaElement | null = null;

  connectedCallback(): void {
    const area = document.getElementById(this.getAttribute('for') ?? '');
    const template = document.getElementById(this.dataset.template ?? '');
    if (this.#area || !(area instanceof HTMLTextAreaElement)) return;
    if (!(template instanceof HTMLTemplateElement)) return;
    this.#area = area;
    this.append(template.content.cloneNode(true));
    this.setAttribute('role', 'toolbar');
    this.setAttribute('aria-controls', area.id);
    this.#focusable(0);
    this.addEventListener('click', this.#press);
    this.addEventListener('keydown', this.#move);
    area.addEventListener('keydown', this.#shortcut);
  }

  get #buttons(): HTMLButtonElement[] {
    return [...this.querySelectorAll('button')];
  }

  /** One button is in the order of the tab key; arrows lead to the others (ARIA practices, toolbar). */
  #focusable(at: number): void {
    this.#buttons.forEach((button, place) => {
      button.tabIndex = place === at ? 0 : -1;
    });
  }

  readonly #press = ({ target }: Event) => {
    const button = (target as Element).closest('button');
    if (button && isFormat(button.dataset.format)) this.#apply(button.dataset.format);
  };

  readonly #move = (event: KeyboardEvent) => {
    const buttons = this.#buttons;
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const forward = getComputedStyle(this).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: -1, [forward]: 1 };
    const step = steps[event.key];
    const last = buttons.length - 1;
    const places: Record<string, number> = { Home: 0, End: last };
    const next = places[event.key] ?? (step ? (at + step + buttons.length) % buttons.length : -1);
    if (at < 0 || next < 0) return;
    event.preventDefault();
    this.#focusable(next);
    buttons[next]?.focus();
  };

  /** Alt is part of AltGr, with which characters are typed; composing is a dead key or an input method. */
  readonly #shortcut = (event: KeyboardEvent) => {
    const { key, code, altKey, shiftKey, ctrlKey, metaKey, isComposing } = event;
    const isCommand = isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
    if (!isCommand || altKey || shiftKey || isComposing) return;
    // On keyboards of other scripts the key is known by its place.
    const letter = /^[a-z]$/i.test(key) ? key : code.replace(/^Key/, '');
    const format = keys[letter.toLowerCase()];
    if (!format) return;
    event.preventDefault();
    this.#apply(format);
  };

  #apply(format: Format): void {
    const area = this.#area;
    if (!area || area.readOnly || area.disabled) return;
    const { value, selectionStart, selectionEnd } = area;
    const { from, to, text, selection } = editOf(format, value, selectionStart, selectionEnd);
    typeText(area, from, to, text);
    area.setSelectionRange(...selection);
  }
}

customElements.define('desk-toolbar', DeskToolbar);
