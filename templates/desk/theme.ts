/** The stylesheet of the desk, in the organization's colours. */
import { fingerprint } from '../../src/domain/digest.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Site } from '../../src/domain/site.ts';
import ground from '../style.css';
import { type Asset, colourRules, condense } from '../theme.ts';
import desk from './desk.css';
import forms from './forms.css';

const sheets = new WeakMap<Site, Asset>();

/** The stylesheet of a site's desk, built at the first request. */
export function deskTheme(site: Site): Asset {
  let sheet = sheets.get(site);
  if (!sheet) {
    const content = condense(colourRules(site) + ground + forms + desk);
    const path = `${paths.desk}${paths.asset(fingerprint(content), 'css')}`;
    sheet = { path, mediaType: 'text/css; charset=utf-8', content };
    sheets.set(site, sheet);
  }
  return sheet;
}
