import type { savingEn } from './en.ts';

export const savingIt: typeof savingEn = {
  changedMeanwhile: 'Questo comunicato è stato modificato nel frattempo',
  meanwhileConflicts:
    'Non è ancora salvato nulla. Il modulo contiene il suo testo e le modifiche salvate nel frattempo da qualcun altro, o da lei in un’altra scheda. Dove entrambi hanno cambiato le stesse parole sono rimaste le sue: confronti, poi salvi di nuovo.',
  meanwhileMerged:
    'Non è ancora salvato nulla. Il modulo contiene il suo testo e le modifiche salvate nel frattempo da qualcun altro, o da lei in un’altra scheda. Non contraddicono le sue: le riveda, poi salvi di nuovo.',
  conflicts: 'Modificato da entrambi',
  savedMeanwhile: 'Salvato nel frattempo',
  yourText: 'Il suo testo',
  takenOver: 'Ripreso nel modulo',
};
