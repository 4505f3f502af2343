/** The stylesheet of the desk, in the organization's colours, and the address of its scripts. */
import * as paths from '../../src/domain/paths.ts';
import type { Site } from '../../src/domain/site.ts';
import { type Stylesheet, stylesheetOf } from '../theme.ts';

const sheets = new WeakMap<Site, Stylesheet>();

/** The stylesheet of a site's desk, computed at the first request. */
export function deskTheme(site: Site): Stylesheet {
  const sheet = sheets.get(site) ?? stylesheetOf(site, paths.desk, DESK_STYLES_FINGERPRINT);
  sheets.set(site, sheet);
  return sheet;
}

/** The address of the desk's scripts: one module, which dev/build.ts bundles. */
export const deskScriptPath = `${paths.desk}${paths.asset(DESK_SCRIPT_FINGERPRINT, 'js')}`;
