/** From this length on, insertion as text would take minutes in Chromium: its time grows with the square. */
const long = 500;

/** Puts text into a field as if it were typed: the browser can undo it, and other scripts hear of it. */
export function typeText(
  field: HTMLTextAreaElement | HTMLInputElement,
  from: number,
  to: number,
  text: string,
): void {
  const { value } = field;
  const wanted = value.slice(0, from) + text + value.slice(to);
  if (wanted === value) return;
  field.focus();
  field.setSelectionRange(from, to);
  // Deprecated, but the only way that keeps the history of Ctrl+Z; each browser has it.
  const act = text === '' ? 'delete' : text.length < long ? 'insertText' : 'insertHTML';
  document.execCommand(act, false, act === 'insertHTML' ? escaped(text) : text);
  if (field.value === wanted) return;
  field.value = value;
  field.setRangeText(text, from, to, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** A field takes the text of HTML alone. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
