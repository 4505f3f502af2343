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
  savedAt: 'Guardado a las {}',
  keptAt: 'Aún sin guardar; conservado en este navegador a las {}',
  notSavedOffline: 'Sin guardar: no hay conexión; conservado en este navegador',
  notSavedFailed: 'Sin guardar: el sitio no responde como debería; conservado en este navegador',
  notSavedEnded:
    'Sin guardar: su sesión terminó; conservado en este navegador. Inicie sesión de nuevo en otra pestaña.',
  notSavedStale:
    'Sin guardar: otra persona lo cambió entretanto; conservado en este navegador. «Guardar» muestra ambos textos.',
  notSavedFaulty: 'Aún sin guardar: {}',
  notKept: 'Sin guardar, y este navegador no puede conservar una copia: no cierre esta página.',
  leftCopy: 'Lo que escribió aquí no se guardó.',
  restoreCopy: 'Restaurar lo que escribió a las {}',
  dropCopy: 'Borrar esta copia',
  signOutUnsaved: 'Este navegador tiene textos suyos sin guardar. Al cerrar la sesión se borran.',
  previewIn: 'Vista previa: {}',
  presentOne: '{} también está editando este comunicado.',
  presentMany: '{} también están editando este comunicado.',
  missingMark: 'falta',
  outdatedMark: 'desactualizado',
  outdated:
    '{language} cambió desde la última modificación de este texto, en la versión {version}.',
};
