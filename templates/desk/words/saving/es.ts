import type { savingEn } from './en.ts';

export const savingEs: typeof savingEn = {
  changedMeanwhile: 'Este comunicado se modificó entretanto',
  meanwhileConflicts:
    'Todavía no se ha guardado nada. El formulario contiene su texto y los cambios que entretanto guardó otra persona, o usted en otra pestaña. Donde ambos cambiaron las mismas palabras quedaron las suyas: compárelas y guarde de nuevo.',
  meanwhileMerged:
    'Todavía no se ha guardado nada. El formulario contiene su texto y los cambios que entretanto guardó otra persona, o usted en otra pestaña. No contradicen los suyos: revíselos y guarde de nuevo.',
  conflicts: 'Cambiado por ambos',
  savedMeanwhile: 'Guardado entretanto',
  yourText: 'Su texto',
  takenOver: 'Incorporado al formulario',
};
