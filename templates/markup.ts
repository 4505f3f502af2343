/**
 * JSX runtime of the templates: an element is rendered to a string at once. A page is a function of data,
 * so there is no tree and nothing asynchronous. A general renderer took half of the time of a page.
 * tsconfig.json and package.json map `#markup` to this file.
 */
import type { JSX as Known } from 'hono/jsx';
import { escapeHtml } from '../src/domain/escape-html.ts';

/** A string of HTML. It is a class, so that no string from outside can pass for one. */
export class Markup {
  readonly #html: string;

  constructor(html: string) {
    this.#html = html;
  }

  toString(): string {
    return this.#html;
  }
}

/** A child of an element. Null, undefined and booleans render to nothing. */
export type Child = Markup | string | number | boolean | null | undefined | readonly Child[];

type Value = string | number | boolean | null | undefined;
type Properties = Record<string, Value> & { children?: Child };
type Component = (properties: Properties) => Child;

/** Inserts HTML without escaping. Only for our own HTML, never for user input. */
export function raw(html: string): Markup {
  return new Markup(html);
}

/** Elements without an end tag (HTML, section 13.1.2). */
const voidElements = new Set(['br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);

export function jsx(tag: string | Component, properties: Properties): Markup {
  if (typeof tag === 'function') return markup(tag(properties));
  let html = `<${tag}`;
  for (const name in properties) {
    const value = properties[name];
    if (name === 'children' || value === null || value === undefined || value === false) continue;
    html += ` ${name}="${value === true ? '' : escapeHtml(String(value))}"`;
  }
  if (voidElements.has(tag)) return new Markup(`${html}/>`);
  return new Markup(`${html}>${render(properties.children)}</${tag}>`);
}

export const jsxs = jsx;

export function Fragment({ children }: { children?: Child }): Markup {
  return markup(children);
}

function markup(child: Child): Markup {
  return child instanceof Markup ? child : new Markup(render(child));
}

function render(child: Child): string {
  if (child instanceof Markup) return child.toString();
  if (typeof child === 'string') return escapeHtml(child);
  if (typeof child === 'number') return String(child);
  if (typeof child === 'boolean' || child === null || child === undefined) return '';
  let html = '';
  for (const one of child) html += render(one);
  return html;
}

/** Types of elements and attributes, as Hono lists them. */
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
  } & {
    // Elements that a script of the desk defines.
    [tag: `${string}-${string}`]: Omit<Known.IntrinsicElements['div'], 'children'> & {
      children?: Child;
    };
  };
}
