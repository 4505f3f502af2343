/** Administration: the list of its pages, and the way back to it. */
import * as paths from '../../src/domain/paths.ts';
import type { Child } from '../markup.ts';
import type { DeskWords } from './words.ts';

export const administration = `${paths.desk}/admin`;

export interface AdminLink {
  path: string;
  title: string;
  text: string;
}

export function AdminPage({ links }: { links: AdminLink[] }) {
  return (
    <ul class="items">
      {links.map(({ path, title, text }) => (
        <li>
          <a href={path}>{title}</a>
          <small>{text}</small>
        </li>
      ))}
    </ul>
  );
}

interface DeleteProperties {
  /** The path of the entry. */
  path: string;
  etag: string;
  text: string;
  children?: Child;
}

/** The form that deletes an entry; `children` stand above its button. */
export function DeleteForm({ path, etag, text, children }: DeleteProperties) {
  return (
    <form method="post" action={`${path}/delete`}>
      <input type="hidden" name="etag" value={etag} />
      {children}
      <button type="submit">{text}</button>
    </form>
  );
}

/** The way from a page of the administration back, through `places` between. */
export function AdminTrail({ words, places = [] }: TrailProperties) {
  const all = [{ path: administration, title: words.administration }, ...places];
  return (
    <nav class="trail" aria-label={words.administration}>
      <ol class="row">
        {all.map(({ path, title }) => (
          <li>
            <a href={path}>
              <bdi>{title}</bdi>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface TrailProperties {
  words: DeskWords;
  places?: { path: string; title: string }[];
}
