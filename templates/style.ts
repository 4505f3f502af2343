/** The stylesheet, one file for every page, under an address that changes with its content, so that it may be kept for ever. */
import { sha256 } from '../src/domain/digest.ts';
import * as paths from '../src/domain/paths.ts';
import release from './release.css';
import search from './search.css';
import frame from './style.css';

const css = frame + release + search;

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
  const hash = (await sha256(css)).slice(0, 16);
  return { css, path: paths.stylesheet(hash) };
}
