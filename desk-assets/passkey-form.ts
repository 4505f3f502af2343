/** The form that asks the browser for a passkey, or for a new one, and sends the answer. */

/** A refusal of the site, in the words that it sent. */
class Refusal extends Error {}

/** The way to the sign-in page, and back to this one. */
const signInAgain = () => `/desk/sign-in?next=${encodeURIComponent(location.pathname)}`;

/** Whether the browser reads options and writes answers as JSON (WebAuthn Level 3). */
const isSupported =
  'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

export class PasskeyForm extends HTMLElement {
  #busy = false;

  connectedCallback(): void {
    const form = this.querySelector('form');
    if (!form || !isSupported) return;
    form.hidden = false;
    const hint = this.querySelector<HTMLElement>(':scope > .hint');
    if (hint) hint.hidden = true;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.#busy) void this.#ask(form);
    });
  }

  async #ask(form: HTMLFormElement): Promise<void> {
    this.#busy = true;
    this.#say('');
    try {
      const credential = await this.#credential();
      const field = form.elements.namedItem('credential') as HTMLInputElement;
      field.value = JSON.stringify(credential);
      const next = document.getElementById(this.dataset.then ?? '');
      if (!(next instanceof HTMLFormElement)) return form.submit();
      await requireSuccess(await post(form.action, new FormData(form)));
      next.requestSubmit();
    } catch (error) {
      this.#say(this.#explain(error));
    } finally {
      this.#busy = false;
    }
  }

  async #credential(): Promise<Credential | null> {
    const { options = '', create } = this.dataset;
    const response = await post(options, new FormData());
    if (response.status === 401) location.assign(signInAgain());
    const json = await (await requireSuccess(response)).json();
    return create === undefined
      ? navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json),
        })
      : navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json),
        });
  }

  #explain(error: unknown): string {
    if (error instanceof Refusal) return error.message;
    const { known = '', failed = '' } = this.dataset;
    return error instanceof DOMException && error.name === 'InvalidStateError' ? known : failed;
  }

  #say(text: string): void {
    const message = this.querySelector<HTMLElement>('[role=alert]');
    if (!message) return;
    message.textContent = text;
    message.hidden = text === '';
  }
}

function post(address: string, form: FormData): Promise<Response> {
  const body = new URLSearchParams();
  for (const [name, value] of form) body.append(name, String(value));
  return fetch(address, { method: 'POST', headers: { Accept: 'application/json' }, body });
}

/** @throws Refusal in the words of the site */
async function requireSuccess(response: Response): Promise<Response> {
  if (response.ok) return response;
  const { detail } = await response.json().catch(() => ({}));
  throw typeof detail === 'string' ? new Refusal(detail) : new Error(response.statusText);
}
