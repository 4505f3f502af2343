/** The requests of an upload: the form's own address, and the pages that answer. */

export interface Sent {
  /** The page that the server answered with. */
  page: Document;
  /** Whether the file was stored. */
  isDone: boolean;
  /** The faults that the page shows; empty if it shows none. */
  fault: string;
  /** Whether another attempt may succeed: the session ended, or the server is not well. */
  mayRepeat: boolean;
}

/** The request did not reach the server, or its answer did not arrive: the file may be stored or not. */
export class ConnectionLost extends Error {}

const pageOf = (html: string) => new DOMParser().parseFromString(html, 'text/html');

/** The faults of a form; without them what a page of refusal says. */
function faultOf(page: Document): string {
  const faults = [...page.querySelectorAll('.faults li')].map((item) => {
    const place = item.querySelector('a')?.textContent ?? '';
    return item.textContent.replace(place, '').trim();
  });
  if (faults.length > 0) return faults.join(' ');
  const sentences = [...page.querySelectorAll('main > h1, main > p')];
  return sentences.map(({ textContent }) => textContent.trim()).join(' ');
}

/** Posts a form with a file. @throws ConnectionLost */
export function sendForm(
  action: string,
  form: FormData,
  onProgress: (part: number) => void,
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    // Unlike fetch, it says how much was sent.
    const request = new XMLHttpRequest();
    request.open('POST', action);
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) onProgress(loaded / total);
    });
    request.addEventListener('load', () => {
      const page = pageOf(request.responseText);
      const { status } = request;
      const isDone = status === 200 && page.querySelector('main .files') !== null;
      const fault = isDone || status >= 500 ? '' : faultOf(page);
      const mayRepeat = status >= 500 || [401, 408, 429].includes(status);
      resolve({ page, isDone, fault, mayRepeat });
    });
    for (const end of ['error', 'abort', 'timeout']) {
      request.addEventListener(end, () => reject(new ConnectionLost()));
    }
    request.send(form);
  });
}

/** Whether the server has a file of that name and content: an earlier request arrived after all. */
export async function findStored(page: string, file: File): Promise<Document | null> {
  const response = await fetch(page).catch(() => {
    throw new ConnectionLost();
  });
  if (!response.ok) return null;
  const list = pageOf(await response.text());
  const name = CSS.escape(file.name.normalize());
  const stored = list.querySelector<HTMLElement>(`[data-filename="${name}"]`);
  if (!stored) return null;
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0'));
  return stored.dataset.sha256 === hex.join('') ? list : null;
}
