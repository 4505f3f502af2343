/** Words of review, planning and correction in German. */
import type { reviewEn } from './en.ts';

export const reviewDe: typeof reviewEn = {
  noSuchAddress: 'Keine Mitteilung hat diese Adresse: {}',
  duplicate: 'Duplizieren',
  duplicateText:
    'Legt einen neuen Entwurf mit Text, Angaben und Kontakten der Version {} an. Dateien, alte Adressen und das Datum werden nicht übernommen.',
  doneDuplicated: 'Das ist die Kopie. Am Original wurde nichts geändert.',
};
