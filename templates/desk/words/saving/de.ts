import type { savingEn } from './en.ts';

export const savingDe: typeof savingEn = {
  changedMeanwhile: 'Diese Meldung wurde inzwischen geändert',
  meanwhileConflicts:
    'Noch ist nichts gespeichert. Das Formular enthält Ihren Text und die Änderungen, die inzwischen jemand anderes oder Sie in einem anderen Tab gespeichert haben. Wo beide Seiten dieselben Wörter geändert haben, blieben Ihre stehen: Vergleichen Sie, dann speichern Sie erneut.',
  meanwhileMerged:
    'Noch ist nichts gespeichert. Das Formular enthält Ihren Text und die Änderungen, die inzwischen jemand anderes oder Sie in einem anderen Tab gespeichert haben. Sie widersprechen den Ihren nicht: Sehen Sie sie durch, dann speichern Sie erneut.',
  conflicts: 'Von beiden Seiten geändert',
  savedMeanwhile: 'Inzwischen gespeichert',
  yourText: 'Ihr Text',
  takenOver: 'In das Formular übernommen',
  savedAt: 'Gespeichert {}',
  keptAt: 'Noch nicht gespeichert; in diesem Browser aufbewahrt {}',
  notSavedOffline: 'Nicht gespeichert: keine Verbindung; in diesem Browser aufbewahrt',
  notSavedFailed:
    'Nicht gespeichert: Die Website antwortet nicht wie erwartet; in diesem Browser aufbewahrt',
  notSavedEnded:
    'Nicht gespeichert: Ihre Sitzung ist beendet; in diesem Browser aufbewahrt. Melden Sie sich in einem anderen Tab wieder an.',
  notSavedStale:
    'Nicht gespeichert: inzwischen von jemand anderem geändert; in diesem Browser aufbewahrt. „Speichern“ zeigt beide Texte.',
  notSavedFaulty: 'Noch nicht gespeichert: {}',
  notKept:
    'Nicht gespeichert, und dieser Browser kann keine Kopie aufbewahren: Schließen Sie diese Seite nicht.',
  leftCopy: 'Was Sie hier getippt haben, wurde nicht gespeichert.',
  restoreCopy: 'Wiederherstellen, was Sie um {} getippt haben',
  dropCopy: 'Diese Kopie löschen',
  signOutUnsaved:
    'In diesem Browser liegen Texte von Ihnen, die nicht gespeichert sind. Beim Abmelden werden sie gelöscht.',
  previewIn: 'Vorschau: {}',
  presentOne: '{} bearbeitet diese Meldung ebenfalls.',
  presentMany: '{} bearbeiten diese Meldung ebenfalls.',
  missingMark: 'fehlt',
  outdatedMark: 'veraltet',
  outdated:
    '{language} wurde geändert, seit dieser Text zuletzt in Version {version} geändert wurde.',
};
