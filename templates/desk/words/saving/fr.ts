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
};
