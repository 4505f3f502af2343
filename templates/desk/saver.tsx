/** The line below a form that says whether the server has what was typed; a script fills it. */
import * as paths from '../../src/domain/paths.ts';
import type { DeskWords } from './words.ts';

export interface SaverProperties {
  words: DeskWords;
  /** Null for a release that does not exist yet. */
  release: string | null;
  /** If the server does not have the form’s texts: the key of the form that was posted with them. */
  replaces: string | null;
  /** Whether the form has the texts of a copy that the person restored: a script saves them at once. */
  isRestored: boolean;
  /** Whether a script may save the form without a press of its button. */
  isAutosaved: boolean;
}

export function Saver({ words, release, replaces, isRestored, isAutosaved }: SaverProperties) {
  const phrases = {
    saved: words.savedAt,
    kept: words.keptAt,
    offline: words.notSavedOffline,
    failed: words.notSavedFailed,
    ended: words.notSavedEnded,
    stale: words.notSavedStale,
    faulty: words.notSavedFaulty,
    notKept: words.notKept,
    left: words.leftCopy,
    restore: words.restoreCopy,
    drop: words.dropCopy,
  };
  return (
    <release-saver
      role="status"
      unsaved={replaces !== null}
      restored={isRestored}
      data-replaces={replaces}
      data-release={release ?? 'new'}
      data-save={release !== null && isAutosaved ? paths.deskRelease(release, 'autosave') : null}
      data-words={JSON.stringify(phrases)}
    />
  );
}
