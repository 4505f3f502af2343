/** The stylesheet of the desk, in the organization's colours, and the address of its scripts. */
import { fingerprint } from '../../src/domain/digest.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Site } from '../../src/domain/site.ts';
import ground from '../style.css';
import { type Asset, colourRules, condense } from '../theme.ts';
import aids from './aids.css';
import desk from './desk.css';
import forms from './forms.css';
import review from './review.css';
import saving from './saving.css';
import scriptFingerprint from './script-fingerprint.txt';

const sheets = new WeakMap<Site, Asset>();

/** The stylesheet of a site's desk, built at the first request. */
export function deskTheme(site: Site): Asset {
  let sheet = sheets.get(site);
  if (!sheet) {
    const content = condense(colourRules(site) + ground + forms + desk + aids + saving + review);
    const path = `${paths.desk}${paths.asset(fingerprint(content), 'css')}`;
    sheet = { path, mediaType: 'text/css; charset=utf-8', content };
    sheets.set(site, sheet);
  }
  return sheet;
}

/** The address of the desk's scripts: one module, which dev/desk-assets.js bundles. */
export const deskScriptPath = `${paths.desk}${paths.asset(scriptFingerprint, 'js')}`;
