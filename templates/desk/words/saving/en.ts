export const savingEn = {
  changedMeanwhile: 'This release was changed meanwhile',
  meanwhileConflicts:
    'Nothing is saved yet. The form has your text, with the changes that somebody else, or you in another tab, saved meanwhile. Where both changed the same words, yours stayed: compare them, then save again.',
  meanwhileMerged:
    'Nothing is saved yet. The form has your text, with the changes that somebody else, or you in another tab, saved meanwhile. They do not contradict yours: look at them, then save again.',
  conflicts: 'Both changed',
  savedMeanwhile: 'Saved meanwhile',
  yourText: 'Your text',
  takenOver: 'Taken over into the form',
  savedAt: 'Saved {}',
  keptAt: 'Not saved yet; kept in this browser {}',
  notSavedOffline: 'Not saved: no connection; kept in this browser',
  notSavedFailed: 'Not saved: the site does not answer as it should; kept in this browser',
  notSavedEnded:
    'Not saved: your session ended; kept in this browser. Sign in again in another tab.',
  notSavedStale:
    'Not saved: changed meanwhile by somebody else; kept in this browser. “Save” shows both texts.',
  notSavedFaulty: 'Not saved yet: {}',
  notKept: 'Not saved, and this browser cannot keep a copy: do not close this page.',
  leftCopy: 'What you typed here was not saved.',
  restoreCopy: 'Restore what you typed at {}',
  dropCopy: 'Delete this copy',
  signOutUnsaved: 'This browser has texts of yours that are not saved. Signing out deletes them.',
  previewIn: 'Preview in {}',
  presentOne: '{} is editing this release too.',
  presentMany: '{} are editing this release too.',
  missingMark: 'missing',
  outdatedMark: 'outdated',
  outdated: '{language} changed since this text was last changed, in version {version}.',
};
