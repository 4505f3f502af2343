/** Escaping of text for HTML. */

const special = /[&<>"]/;

/** Escapes text for element content and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  // Most texts have nothing to escape.
  if (!special.test(text)) return text;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
