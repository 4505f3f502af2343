/**
 * JSX as the templates use it: an element is the text that it is, as soon as its children are known.
 * There is no tree to keep and nothing to wait for, since a page is a function of data; a general
 * renderer, made for what comes later or moves to the head, took half of a page's time.
 * `#markup` in tsconfig.json and package.json is this file.
 */
import type { JSX as Known } from 'hono/jsx';
import { escapeHtml } from '../src/domain/escape-html.ts';

/** Text that is HTML already. Nothing that comes from outside can be one: it is a class, not a mark. */
export class Markup {
  readonly #html: string;

  constructor(html: string) {
    this.#html = html;
  }

  toString(): string {
    return this.#html;
  }
}

/** What may stand within an element; what is absent or a condition that does not hold is nothing. */
export type Child = Markup | string | number | boolean | null | undefined | readonly Child[];

type Value = string | number | boolean | null | undefined;
type Properties = Record<string, Value> & { children?: Child };
type Component = (properties: Properties) => Child;

/** HTML of our own making, as it is: never anything that somebody sent. */
export function raw(html: string): Markup {
  return new Markup(html);
}

/** Elements that have no content (HTML, section 13.1.2). */
const empty = new Set(['br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);

export function jsx(tag: string | Component, properties: Properties): Markup {
  if (typeof tag === 'function') return markup(tag(properties));
  let html = `<${tag}`;
  for (const name in properties) {
    const value = properties[name];
    if (name === 'children' || value === null || value === undefined || value === false) continue;
    html += ` ${name}="${value === true ? '' : escapeHtml(String(value))}"`;
  }
  if (empty.has(tag)) return new Markup(`${html}/>`);
  return new Markup(`${html}>${written(properties.children)}</${tag}>`);
}

export const jsxs = jsx;

export function Fragment({ children }: { children?: Child }): Markup {
  return markup(children);
}

function markup(child: Child): Markup {
  return child instanceof Markup ? child : new Markup(written(child));
}

function written(child: Child): string {
  if (child instanceof Markup) return child.toString();
  if (typeof child === 'string') return escapeHtml(child);
  if (typeof child === 'number') return String(child);
  if (typeof child === 'boolean' || child === null || child === undefined) return '';
  let html = '';
  for (const one of child) html += written(one);
  return html;
}

/** What the compiler knows of elements: their attributes as Hono lists them. */
export declare namespace JSX {
  type Element = Markup;
  type ElementType = keyof IntrinsicElements | ((properties: never) => Child);
  interface ElementChildrenAttribute {
    children: unknown;
  }
  type IntrinsicElements = {
    [Tag in keyof Known.IntrinsicElements]: Omit<Known.IntrinsicElements[Tag], 'children'> & {
      children?: Child;
    };
  };
}
