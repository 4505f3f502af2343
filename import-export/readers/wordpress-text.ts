/** Converts the stored text of a WordPress post to HTML: blocks, shortcodes, and blank lines as paragraphs. */

export interface Unwrapped {
  html: string;
  losses: string[];
}

/** The address of a picture by its WordPress id, or null. */
export type PictureAt = (id: string) => string | null;

export function unwrapText(content: string, pictureAt: PictureAt): Unwrapped {
  const losses: string[] = [];
  const blocks = /<!--\s*wp:/.test(content);
  const text = blocks ? withoutBlocks(content, losses) : content;
  const expanded = expandShortcodes(text.replace(/\r\n?/g, '\n'), pictureAt, losses);
  return { html: blocks ? expanded : paragraphs(expanded), losses };
}

/**
 * Removes block comments. A block without HTML is rendered dynamically by WordPress, and is lost; but the
 * footnotes are in a custom field.
 */
function withoutBlocks(content: string, losses: string[]): string {
  return content.replace(
    /<!--\s*(\/?)wp:([a-z0-9/-]+)\s*(\{[\s\S]*?\})?\s*(\/?)-->/g,
    (...found) => {
      const [, end, name, , alone] = found as string[];
      if (!end && alone && name !== 'footnotes')
        losses.push(`a dynamic block was not imported (${name})`);
      return '';
    },
  );
}

/** Shortcodes of WordPress and of common plugins. */
const known =
  /^(?:caption|wp_caption|gallery|embed|audio|video|playlist|contact-form(?:-7)?|gravityform|ninja_form|vc_\w+|et_pb_\w+|fusion_\w+|su_\w+|button|column|columns|row|tabs?|accordion|toggle|divider|spacer|dropcap|quote|highlight|youtube|vimeo|slideshow|download|more|toc)$/;

const shortcode = /\[(\[?)(\/?)([a-zA-Z][\w-]*)((?:\s+[^\]]*?)?)(\/?)\](\]?)/g;

function expandShortcodes(content: string, pictureAt: PictureAt, losses: string[]): string {
  const captioned = content.replace(
    /\[(?:wp_)?caption([^\]]*)\]([\s\S]*?)\[\/(?:wp_)?caption\]/g,
    (_, attributes: string, inner: string) => figure(attributes, inner),
  );
  const embedded = captioned.replace(
    /\[embed[^\]]*\]\s*([\s\S]*?)\s*\[\/embed\]/g,
    (_, address: string) => `\n\n<p>${address}</p>\n\n`,
  );
  const closed = new Set([...embedded.matchAll(/\[\/([a-zA-Z][\w-]*)\]/g)].map(([, name]) => name));
  const lost = new Set<string>();
  const html = embedded.replace(
    shortcode,
    (whole, escaped, end, name, attributes, _alone, escapedEnd) => {
      if (escaped && escapedEnd) return whole.slice(1, -1);
      const is = end || known.test(name) || closed.has(name) || /\w+\s*=\s*["'“”]/.test(attributes);
      if (!is) return whole;
      if (end) return '';
      const replacement = expand(name, attributes, pictureAt);
      if (replacement !== null) return replacement;
      lost.add(name);
      return '';
    },
  );
  losses.push(...[...lost].map((name) => `the shortcode [${name}] was removed`));
  return html;
}

function expand(name: string, attributes: string, pictureAt: PictureAt): string | null {
  if (name === 'gallery') {
    const ids = attributeOf(attributes, 'ids')
      .split(',')
      .flatMap((id) => id.trim() || []);
    const pictures = ids.map((id) => pictureAt(id));
    if (ids.length === 0 || pictures.some((one) => one === null)) return null;
    return `\n\n${pictures.map((one) => `<p><img src="${one}" alt=""></p>`).join('\n')}\n\n`;
  }
  if (name !== 'audio' && name !== 'video') return null;
  const source = /\b(?:src|mp3|m4a|ogg|wav|mp4|webm)\s*=\s*["'“”]([^"'“”]+)/.exec(attributes)?.[1];
  return source ? `\n\n<${name} src="${source}"></${name}>\n\n` : null;
}

function figure(attributes: string, inner: string): string {
  const picture = /<a[^>]*>\s*<img[^>]*>\s*<\/a>|<img[^>]*>/.exec(inner)?.[0] ?? '';
  const caption = inner.replace(picture, '').trim() || attributeOf(attributes, 'caption');
  return `\n\n<figure>${picture}${caption && `<figcaption>${caption}</figcaption>`}</figure>\n\n`;
}

const attributeOf = (attributes: string, name: string) =>
  new RegExp(`\\b${name}\\s*=\\s*["'“”]([^"'“”]*)`).exec(attributes)?.[1] ?? '';

const blockNames =
  'address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|noscript|object|ol|p|pre|script|section|style|summary|table|caption|colgroup|tbody|td|tfoot|th|thead|tr|ul|video|audio';

const isBlockTag = new RegExp(`^</?(?:${blockNames})\\b[^>]*>$`, 'i');
const blockTag = new RegExp(`\\s*(</?(?:${blockNames})\\b[^>]*>)\\s*`, 'gi');

/** Beginnings of blocks whose text needs no paragraph. */
const holdsText = /^<(?:li|t[dh]|d[dt]|h[1-6]|p|figcaption|caption|summary|address)\b/i;

/** Converts blank lines to paragraphs and line ends to breaks, except within <pre>. */
function paragraphs(content: string): string {
  const protectedParts: string[] = [];
  const guarded = content.replace(/<(pre|script|style)\b[\s\S]*?<\/\1>/gi, (whole) => {
    protectedParts.push(whole);
    return `\n\n<pre data-part="${protectedParts.length - 1}"></pre>\n\n`;
  });
  return guarded
    .replace(blockTag, '\n\n$1\n\n')
    .split(/\n\s*\n/)
    .map((chunk) => chunk.trim())
    .filter((chunk) => chunk !== '')
    .map((chunk, at, chunks) => {
      if (isBlockTag.test(chunk)) return chunk;
      const lines = chunk.replace(/\s*\n\s*/g, '<br>');
      const [before = '', after = ''] = [chunks[at - 1], chunks[at + 1]];
      return holdsText.test(before) && isBlockTag.test(after) ? lines : `<p>${lines}</p>`;
    })
    .join('\n')
    .replace(
      /<pre data-part="(\d+)"><\/pre>/g,
      (_, at: string) => protectedParts[Number(at)] ?? '',
    );
}
