/**
 * `<desk-countdown data-left="MS" data-phrase="in {}" data-done="…">`: what is left, by the server's
 * clock. The page says the difference; the clock of the device only measures how much time has passed.
 */
import { spanInWords } from '../templates/desk/time.ts';

const loadedAt = Date.now();
const second = 1000;
const day = 24 * 60 * 60 * second;

/** Hours, minutes and seconds: `3:07:09`. */
function clockText(left: number): string {
  const seconds = Math.ceil(left / second);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part, place) => String(part).padStart(place === 0 ? 1 : 2, '0')).join(':');
}

class Countdown extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    this.#show();
    this.#timer = window.setInterval(() => this.#show(), second);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  #show(): void {
    const left = Number(this.dataset.left) - (Date.now() - loadedAt);
    const span =
      left < day ? clockText(left) : spanInWords(left, document.documentElement.lang || 'en');
    const { phrase = '{}', done = '' } = this.dataset;
    const text = left <= 0 ? done : phrase.replace('{}', span);
    if (this.textContent !== text) this.textContent = text;
  }
}

customElements.define('desk-countdown', Countdown);
