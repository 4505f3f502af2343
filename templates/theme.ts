/**
 * The theme: the stylesheet in the organization's colours, and the files of organization/. Paths contain
 * a hash of the content, so caches may keep the files for ever.
 */
import iconFile from '../organization/icon.ico';
import logoFile from '../organization/logo.png';
import markFile from '../organization/mark.svg';
import shareFile from '../organization/share.png';
import { palettes, type Scheme } from '../src/domain/colour.ts';
import { fingerprint } from '../src/domain/digest.ts';
import * as paths from '../src/domain/paths.ts';
import type { Site } from '../src/domain/site.ts';

export interface Stylesheet {
  path: string;
  /** The colours of the site, which are before the rules. */
  colours: string;
  /** The path of the static asset with the rules. */
  asset: string;
}

/** A file of organization/, which is a static asset. */
export interface OrganizationFile {
  path: string;
  mediaType: string;
  /** The path of the static asset. */
  asset: string;
}

export interface Picture extends OrganizationFile {
  /** Pixels. */
  width: number;
  height: number;
}

export interface Theme {
  stylesheet: Stylesheet;
  icon: OrganizationFile;
  /** The publisher's logo in structured data. */
  logo: Picture;
  /** Share picture of pages without a picture of their own. */
  share: Picture;
}

/** The organization's mark as inline SVG, in the colour of the surrounding text. */
export const mark = markFile.replace('<svg', '<svg class="mark" aria-hidden="true"').trim();

const themes = new WeakMap<Site, Theme>();

/** The theme of a site, built at the first request to keep start-up fast. */
export function themeOf(site: Site): Theme {
  let theme = themes.get(site);
  if (!theme) {
    theme = {
      stylesheet: stylesheetOf(site, '', SITE_STYLES_FINGERPRINT),
      icon: organizationFile(iconFile, 'icon.ico', 'image/x-icon'),
      logo: { ...organizationFile(logoFile, 'logo.png', 'image/png'), ...sizeOf(logoFile) },
      share: { ...organizationFile(shareFile, 'share.png', 'image/png'), ...sizeOf(shareFile) },
    };
    themes.set(site, theme);
  }
  return theme;
}

const sizeOf = ({ width, height }: typeof logoFile) => ({ width, height });

const organizationFile = (
  { fingerprint }: typeof iconFile,
  name: string,
  mediaType: string,
): OrganizationFile => ({
  path: paths.asset(fingerprint, extensionOf(name)),
  mediaType,
  asset: `organization/${name}`,
});

const extensionOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** The stylesheet of the public pages, or of the desk with its folder. */
export function stylesheetOf(site: Site, folder: '' | '/desk', rules: string): Stylesheet {
  const colours = colourRules(site);
  return {
    path: folder + paths.asset(fingerprint(colours + rules), 'css'),
    colours,
    asset: `${folder}/site.css`.slice(1),
  };
}

/** The colours of a site. The dark palette applies to screens only, never to print. */
function colourRules(site: Site): string {
  const dark = `@media screen and (prefers-color-scheme:dark){${palette(site, 'dark')}}`;
  return palette(site, 'light') + dark;
}

function palette({ colours }: Site, scheme: Scheme): string {
  const all = Object.entries({ ...palettes[scheme], brand: colours[scheme] });
  return `:root{${all.map(([name, colour]) => `--${name}:${colour}`).join(';')}}`;
}
