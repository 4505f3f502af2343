import type { savingEn } from './en.ts';

export const savingFr: typeof savingEn = {
  changedMeanwhile: 'Ce communiqué a été modifié entre-temps',
  meanwhileConflicts:
    'Rien n’est encore enregistré. Le formulaire contient votre texte et les modifications enregistrées entre-temps par quelqu’un d’autre, ou par vous dans un autre onglet. Là où les deux côtés ont changé les mêmes mots, les vôtres sont restés : comparez, puis enregistrez de nouveau.',
  meanwhileMerged:
    'Rien n’est encore enregistré. Le formulaire contient votre texte et les modifications enregistrées entre-temps par quelqu’un d’autre, ou par vous dans un autre onglet. Elles ne contredisent pas les vôtres : relisez-les, puis enregistrez de nouveau.',
  conflicts: 'Modifié des deux côtés',
  savedMeanwhile: 'Enregistré entre-temps',
  yourText: 'Votre texte',
  takenOver: 'Repris dans le formulaire',
  savedAt: 'Enregistré à {}',
  keptAt: 'Pas encore enregistré ; conservé dans ce navigateur à {}',
  notSavedOffline: 'Non enregistré : pas de connexion ; conservé dans ce navigateur',
  notSavedFailed:
    'Non enregistré : le site ne répond pas comme prévu ; conservé dans ce navigateur',
  notSavedEnded:
    'Non enregistré : votre session a pris fin ; conservé dans ce navigateur. Reconnectez-vous dans un autre onglet.',
  notSavedStale:
    'Non enregistré : modifié entre-temps par quelqu’un d’autre ; conservé dans ce navigateur. « Enregistrer » montre les deux textes.',
  notSavedFaulty: 'Pas encore enregistré : {}',
  notKept: 'Non enregistré, et ce navigateur ne peut garder de copie : ne fermez pas cette page.',
  leftCopy: 'Ce que vous avez tapé ici n’a pas été enregistré.',
  restoreCopy: 'Rétablir ce que vous avez tapé à {}',
  dropCopy: 'Supprimer cette copie',
  signOutUnsaved:
    'Ce navigateur contient des textes de vous qui ne sont pas enregistrés. La déconnexion les supprime.',
  previewIn: 'Aperçu : {}',
  presentOne: '{} modifie aussi ce communiqué.',
  presentMany: '{} modifient aussi ce communiqué.',
  missingMark: 'manquant',
  outdatedMark: 'à actualiser',
  outdated:
    '{language} : le texte a changé depuis la dernière modification de ce texte, dans la version {version}.',
};
