/** Words of review, planning and correction in Italian. */
import type { reviewEn } from './en.ts';

export const reviewIt: typeof reviewEn = {
  noSuchAddress: 'Nessun comunicato ha questo indirizzo: {}',
  duplicate: 'Duplica',
  duplicateText:
    'Crea una nuova bozza con il testo, i dati e i contatti della versione {}. I file, i vecchi indirizzi e la data non vengono copiati.',
  doneDuplicated: 'Questa è la copia. L’originale non è stato modificato.',
};
