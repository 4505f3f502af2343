/**
 * What the organization looks like: the stylesheet in its colours, and the files of organization/.
 * Each has an address that changes with its content, so that it may be kept for ever.
 */
import iconFile from '../organization/icon.ico';
import logoFile from '../organization/logo.png';
import markFile from '../organization/mark.svg';
import shareFile from '../organization/share.png';
import { palettes, type Scheme } from '../src/domain/colour.ts';
import { fingerprint } from '../src/domain/digest.ts';
import * as paths from '../src/domain/paths.ts';
import type { Site } from '../src/domain/site.ts';
import frame from './frame.css';
import listing from './listing.css';
import print from './print.css';
import release from './release.css';
import search from './search.css';
import ground from './style.css';

export interface Asset {
  path: string;
  mediaType: string;
  content: string | Uint8Array<ArrayBuffer>;
}

export interface Picture extends Asset {
  /** Pixels. */
  width: number;
  height: number;
}

export interface Look {
  stylesheet: Asset;
  icon: Asset;
  /** For those who show the organization beside what it says. */
  logo: Picture;
  /** Of a release that has no picture of its own, where it is shared. */
  share: Picture;
}

/** The organization's mark, drawn in the colour of the text around it; pages carry it in themselves. */
export const mark = markFile.replace('<svg', '<svg class="mark" aria-hidden="true"').trim();

const known = new WeakMap<Site, Look>();

/** Made at the first request: no work at start-up. */
export function lookOf(site: Site): Look {
  let look = known.get(site);
  if (!look) {
    look = {
      stylesheet: asset(stylesheet(site), 'css', 'text/css; charset=utf-8'),
      icon: asset(new Uint8Array(iconFile), 'ico', 'image/x-icon'),
      logo: picture(logoFile),
      share: picture(shareFile),
    };
    known.set(site, look);
  }
  return look;
}

function asset(content: Asset['content'], extension: string, mediaType: string): Asset {
  return { path: paths.asset(fingerprint(content), extension), mediaType, content };
}

/** A PNG, which tells its size in its header (PNG 11.2.1). */
function picture(file: ArrayBuffer): Picture {
  const header = new DataView(file);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  return { ...asset(new Uint8Array(file), 'png', 'image/png'), width, height };
}

/** Light, unless the reader's screen is dark: paper is always light. */
function stylesheet(site: Site): string {
  const dark = `@media screen and (prefers-color-scheme: dark) {${palette(site, 'dark')}}`;
  return condense(
    palette(site, 'light') + dark + ground + frame + listing + release + search + print,
  );
}

function palette({ colours }: Site, scheme: Scheme): string {
  const all = Object.entries({ ...palettes[scheme], brand: colours[scheme] });
  return `:root {${all.map(([name, colour]) => `--${name}: ${colour};`).join('')}}`;
}

/** Without comments and indentation. */
function condense(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .trim();
}
