/** The frame of every page of the desk. */
import { directionOf } from '../../src/domain/language.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { publicAddress, type Site, siteName } from '../../src/domain/site.ts';
import type { Child, Markup } from '../markup.ts';
import { raw } from '../markup.ts';
import { mark, themeOf } from '../theme.ts';
import { wordsOf } from '../words.ts';
import { fieldId, placeName } from './place-names.ts';
import { deskScriptPath, deskTheme } from './theme.ts';
import { deskWords } from './words.ts';

/** The person for whom a page is made. */
export interface Viewer {
  id: string;
  name: string;
  /** Whether the administration has pages for this person. */
  mayAdminister: boolean;
}

export interface DeskPage {
  site: Site;
  lang: string;
  title: string;
  /** Null before the person is signed in. */
  viewer: Viewer | null;
  /** The section of the navigation that is current. */
  section?: 'today' | 'releases' | 'calendar' | 'admin' | 'account';
  /** A short message about what was done. */
  message?: string | null;
  children?: Child;
}

export function DeskFrame({ site, lang, title, viewer, section, message, children }: DeskPage) {
  const words = deskWords(lang);
  const name = siteName(site, lang);
  const links = [
    { section: 'today', path: paths.desk, text: words.today },
    { section: 'releases', path: `${paths.desk}/releases`, text: words.releases },
    { section: 'calendar', path: `${paths.desk}/calendar`, text: words.calendar },
    ...(viewer?.mayAdminister
      ? [{ section: 'admin', path: `${paths.desk}/admin`, text: words.administration }]
      : []),
    { section: 'account', path: `${paths.desk}/account`, text: words.account },
  ];
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={lang} dir={directionOf(lang)}>
        <head>
          <meta charset="utf-8" />
          <title>{`${title} | ${words.desk}, ${name}`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <link rel="stylesheet" href={deskTheme(site).path} />
          <script type="module" src={deskScriptPath} />
          <link rel="icon" href={themeOf(site).icon.path} />
        </head>
        <body
          data-person={viewer?.id}
          data-leaving={viewer && words.signOutUnsaved}
          data-zone={viewer && site.timeZone}
        >
          <a class="skip" href="#content">
            {words.skip}
          </a>
          <header class="desk-head">
            <a class="desk-name" href={paths.desk}>
              {raw(mark)} <span>{name}</span>
            </a>
            {viewer && (
              <nav aria-label={words.desk}>
                <ul>
                  {links.map((link) => (
                    <li>
                      <a href={link.path} aria-current={link.section === section ? 'page' : null}>
                        {link.text}
                      </a>
                    </li>
                  ))}
                </ul>
                <a class="button" href={`${paths.desk}/releases/new`}>
                  {words.newRelease}
                </a>
              </nav>
            )}
          </header>
          <main id="content">
            <h1>{title}</h1>
            {message && (
              <p class="done" role="status">
                {message}
              </p>
            )}
            {children}
          </main>
          <footer class="desk-foot">
            <a href={publicAddress(site, paths.home(site, lang))}>{words.publicSite}</a>
            <LanguageForm site={site} lang={lang} />
            {viewer && (
              <form method="post" action={`${paths.desk}/sign-out`}>
                <button type="submit" class="plain">
                  {words.signOut} ({viewer.name})
                </button>
              </form>
            )}
          </footer>
        </body>
      </html>
    </>
  );
}

function LanguageForm({ site, lang }: Pick<DeskPage, 'site' | 'lang'>) {
  const words = deskWords(lang);
  if (site.languages.length < 2) return null;
  return (
    <form method="post" action={`${paths.desk}/language`} class="row">
      <label for="desk-language">{words.language}</label>
      <select id="desk-language" name="lang">
        {site.languages.map((one) => (
          <option value={one} lang={one} selected={one === lang}>
            {wordsOf(one).language}
          </option>
        ))}
      </select>
      <button type="submit" class="plain">
        {words.change}
      </button>
    </form>
  );
}

/** The list of faults at the top of a form, each leading to its field. */
export function FaultList({
  lang,
  faults,
  nameOf = placeName,
}: {
  lang: string;
  faults: readonly Fault[];
  /** The name of a place, where the form has another one for it. */
  nameOf?: typeof placeName;
}) {
  if (faults.length === 0) return null;
  const words = deskWords(lang);
  return (
    <div class="faults" role="alert" tabindex={-1}>
      <h2>{words.faults}</h2>
      <ul>
        {faults.map(({ pointer, detail }) => (
          <li>
            <a href={`#${fieldId(pointer)}`}>{nameOf(pointer, words)}</a> {detail}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The faults at a place or below it. */
export const faultsAt = (faults: readonly Fault[], pointer: string): Fault[] =>
  faults.filter((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`));

interface FieldProperties {
  pointer: string;
  label: string;
  hint?: string;
  faults: readonly Fault[];
  /** The control, made with the attributes that bind it to label, hint and faults. */
  control: (attributes: {
    id: string;
    'aria-describedby': string | null;
    'aria-invalid': 'true' | null;
  }) => Markup;
}

/** A field with its label, its hint and its faults. */
export function Field({ pointer, label, hint, faults, control }: FieldProperties) {
  const own = faultsAt(faults, pointer);
  const id = fieldId(pointer);
  const described = [hint && `${id}-hint`, own.length > 0 && `${id}-fault`].filter(Boolean);
  return (
    <div class={own.length > 0 ? 'field faulty' : 'field'}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {own.length > 0 && (
        <p class="fault" id={`${id}-fault`}>
          {own.map(({ detail }) => detail).join('; ')}
        </p>
      )}
      {control({
        id,
        'aria-describedby': described.length > 0 ? described.join(' ') : null,
        'aria-invalid': own.length > 0 ? 'true' : null,
      })}
    </div>
  );
}
