/** Words of review, planning and correction in French. */
import type { reviewEn } from './en.ts';

export const reviewFr: typeof reviewEn = {
  noSuchAddress: 'Aucun communiqué n’a cette adresse : {}',
  duplicate: 'Dupliquer',
  duplicateText:
    'Crée un brouillon avec le texte, les données et les contacts de la version {}. Les fichiers, les anciennes adresses et la date ne sont pas copiés.',
  doneDuplicated: 'Voici la copie. L’original n’a pas été modifié.',
};
