/** Pasting in a real browser: what other programs put on the clipboard. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** The HTML that a program put on the clipboard: `word`, `google-docs`, `web`. */
export const clipboardOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'fixtures', `${name}.html`), 'utf8');

/** Pastes as the browser does when it hands over the clipboard. @returns whether a script took it */
export function pasteInto(page: Page, area: string, html: string, plain = ''): Promise<boolean> {
  const [field, types] = [JSON.stringify(area), JSON.stringify({ html, plain })];
  return page.evaluate(`(() => {
    const field = document.querySelector(${field});
    field.focus();
    const clipboardData = new DataTransfer();
    for (const [name, text] of Object.entries(${types})) clipboardData.setData('text/' + name, text);
    const init = { clipboardData, bubbles: true, cancelable: true };
    return !field.dispatchEvent(new ClipboardEvent('paste', init));
  })()`);
}
