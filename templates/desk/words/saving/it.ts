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
  savedAt: 'Salvato alle {}',
  keptAt: 'Non ancora salvato; conservato in questo browser alle {}',
  notSavedOffline: 'Non salvato: nessuna connessione; conservato in questo browser',
  notSavedFailed: 'Non salvato: il sito non risponde come dovrebbe; conservato in questo browser',
  notSavedEnded:
    'Non salvato: la sua sessione è terminata; conservato in questo browser. Acceda di nuovo in un’altra scheda.',
  notSavedStale:
    'Non salvato: modificato nel frattempo da qualcun altro; conservato in questo browser. «Salva» mostra entrambi i testi.',
  notSavedFaulty: 'Non ancora salvato: {}',
  notKept: 'Non salvato, e questo browser non può conservarne una copia: non chiuda questa pagina.',
  leftCopy: 'Quello che ha scritto qui non è stato salvato.',
  restoreCopy: 'Ripristina quello che ha scritto alle {}',
  dropCopy: 'Elimina questa copia',
  signOutUnsaved: 'In questo browser ci sono suoi testi non salvati. Uscendo vengono eliminati.',
  previewIn: 'Anteprima: {}',
  presentOne: 'Anche {} sta modificando questo comunicato.',
  presentMany: 'Anche {} stanno modificando questo comunicato.',
  missingMark: 'manca',
  outdatedMark: 'da aggiornare',
  outdated:
    '{language} è cambiato da quando questo testo è stato modificato l’ultima volta, nella versione {version}.',
};
