/** The code that runs inside the chamber's page: see chamber.ts. */
window.count = 0;
window.ran = () => {
  window.count += 1;
};

const forbidden = [
  ...['iframe', 'object', 'embed', 'applet', 'base', 'frame', 'frameset', 'portal', 'xmp'],
  ...[
    'style',
    'svg:not(.masthead svg, .message > svg)',
    'math',
    'template',
    'noscript',
    'plaintext',
    'meta[http-equiv]',
  ],
  ...['script:not([type="application/ld+json"])', 'form:not([action$="/search"])'],
].join();

const addresses = ['href', 'src', 'action', 'formaction', 'data', 'poster', 'background', 'ping'];
const schemes = ['http:', 'https:', 'mailto:', 'tel:'];
const loading = ['src', 'poster', 'background', 'data'];

function faultsOf(element) {
  const faults = element.matches(forbidden) ? [element.outerHTML.slice(0, 200)] : [];
  const loads = (name) =>
    loading.includes(name) || (name === 'href' && element.matches('link[rel~="stylesheet"]'));
  for (const { name, value } of element.attributes) {
    const url = URL.parse(value, document.baseURI);
    const wrong =
      /^(?:on.*|style|srcdoc|srcset|xlink:href)$/.test(name) ||
      (addresses.includes(name) && !schemes.includes(url?.protocol)) ||
      (loads(name) && url?.origin !== window.location.origin);
    if (wrong) faults.push(`${element.localName} ${name}=${value.slice(0, 150)}`);
  }
  return faults;
}

const parsed = (html) => new DOMParser().parseFromString(html, 'text/html');
const written = (html) => parsed(html).documentElement.outerHTML;

window.look = async (html, fragment) => {
  window.count = 0;
  const frame = document.createElement('iframe');
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  if (!fragment) frame.srcdoc = html;
  document.body.append(frame);
  await loaded;
  const inner = frame.contentDocument;
  if (fragment) inner.body.innerHTML = html;
  await new Promise((resolve) => setTimeout(resolve, 100));
  const elements = [...inner.querySelectorAll('*')];
  for (const element of elements.slice(0, 3000)) {
    for (const kind of ['mouseover', 'focus', 'toggle']) element.dispatchEvent(new Event(kind));
  }
  const length = inner.body?.textContent.length ?? 0;
  frame.remove();
  const once = written(html);
  return {
    ran: window.count,
    dangerous: elements.flatMap(faultsOf).slice(0, 20),
    stable: written(once) === once,
    length,
  };
};

window.read = (xml, name) => {
  const read = new DOMParser().parseFromString(xml, 'application/xml');
  const fault = read.querySelector('parsererror');
  if (fault) throw new Error(fault.textContent);
  return [...read.getElementsByTagName(name)].map((one) => one.textContent);
};
