/**
 * Styles of pasted HTML under another name. A browser reports each inline style that the desk's
 * Content-Security-Policy forbids, in documents that are only read as well.
 */

/** The attribute that has what `style` had. */
export const styleAttribute = 'data-style';

export const styleOf = (element: Element): string => element.getAttribute(styleAttribute) ?? '';

/** Attributes of one element; more would exhaust the stack of the regular expression. */
const most = 200;

const value = /(?:"[^"]*"|'[^']*'|[^\s"'<>][^\s<>]*)/.source;
const attribute = /[^\s"'/<>=][^\s"'/<>=]*/.source;
const startTag = new RegExp(
  `<[a-z][^\\s/<>]*(?:[\\s/]+${attribute}(?:\\s*=\\s*${value})?){0,${most}}[\\s/]*>`,
  'gi',
);
const styles = new RegExp(`([\\s/])style(?=\\s*=)|[\\s/]${attribute}(?:\\s*=\\s*${value})?`, 'gi');

/** Renames style attributes, and style sheets to an element that browsers never show. */
export const withInertStyles = (html: string): string =>
  html
    .replace(/<(\/?)style(?=[\s/>])/gi, '<$1noframes')
    .replace(startTag, (tag) =>
      tag.replace(styles, (found, space?: string) =>
        space === undefined ? found : `${space}${styleAttribute}`,
      ),
    );
