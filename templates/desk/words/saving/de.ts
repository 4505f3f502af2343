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
};
