/** Words of review, planning and correction in Spanish. */
import type { reviewEn } from './en.ts';

export const reviewEs: typeof reviewEn = {
  noSuchAddress: 'Ningún comunicado tiene esta dirección: {}',
  duplicate: 'Duplicar',
  duplicateText:
    'Crea un borrador nuevo con el texto, los datos y los contactos de la versión {}. No se copian los archivos, las direcciones antiguas ni la fecha.',
  doneDuplicated: 'Esta es la copia. El original no ha cambiado.',
};
