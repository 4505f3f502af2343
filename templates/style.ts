/** The stylesheet, one file for every page, under an address that changes with its content, so that it may be kept for ever. */
import * as paths from '../src/domain/paths.ts';
import release from './release.css';
import frame from './style.css';

const css = frame + release;

export interface Stylesheet {
  css: string;
  path: string;
}

let made: Promise<Stylesheet> | null = null;

/** Hashed at the first request: no work at start-up. */
export function stylesheet(): Promise<Stylesheet> {
  made ??= make();
  return made;
}

async function make(): Promise<Stylesheet> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(css));
  const hash = [...new Uint8Array(digest, 0, 8)].map((byte) => byte.toString(16).padStart(2, '0'));
  return { css, path: paths.stylesheet(hash.join('')) };
}
