/** A form is sent once, however often its button is pressed. */

/** After this time in milliseconds a form may be sent again: the person stopped the request, or it hangs. */
const patience = 10_000;

const sent = new WeakMap<HTMLFormElement, number>();

/** Prevents the repetition of each submission until the next page, or until the patience is over. */
export function sendOnce(): void {
  // Before other listeners, so that none of them handles a repetition.
  document.addEventListener(
    'submit',
    (event) => {
      // A form that opens in a tab of its own stays where it is.
      if (event.submitter?.hasAttribute('formtarget')) return;
      const at = sent.get(event.target as HTMLFormElement);
      if (at === undefined || performance.now() - at > patience) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );

  // After other listeners, which may have prevented the request.
  window.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (event.submitter?.hasAttribute('formtarget')) return;
    sent.set(form, performance.now());
    event.submitter?.setAttribute('aria-busy', 'true');
  });

  // The page that the back button restores has sent nothing.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    for (const form of document.forms) sent.delete(form);
    for (const button of document.querySelectorAll('button[aria-busy]')) {
      button.removeAttribute('aria-busy');
    }
  });
}
