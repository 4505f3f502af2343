/** The outputs that read Markdown, as one module that is loaded when somebody asks for the first of them. */
export { renderBody } from '../domain/body.ts';
export { copyText } from './copy-text.ts';
export { markdown } from './markdown.ts';
export { ninjs } from './ninjs.ts';
