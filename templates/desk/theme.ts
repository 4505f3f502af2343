/** The stylesheet of the desk, in the organization's colours, and the address of its scripts. */
import * as paths from '../../src/domain/paths.ts';
import type { Site } from '../../src/domain/site.ts';
import ground from '../style.css';
import { colourRules, condense, type Stylesheet, stylesheetOf } from '../theme.ts';
import aids from './aids.css';
import desk from './desk.css';
import forms from './forms.css';
import review from './review.css';
import saving from './saving.css';

const sheets = new WeakMap<Site, Stylesheet>();

/** The stylesheet of a site's desk, built at the first request. */
export function deskTheme(site: Site): Stylesheet {
  let sheet = sheets.get(site);
  if (!sheet) {
    const content = condense(colourRules(site) + ground + forms + desk + aids + saving + review);
    sheet = stylesheetOf(content, paths.desk);
    sheets.set(site, sheet);
  }
  return sheet;
}

/** The address of the desk's scripts: one module, which dev/build.ts bundles. */
export const deskScriptPath = `${paths.desk}${paths.asset(DESK_SCRIPT_FINGERPRINT, 'js')}`;
