/** Words of review, planning and correction in Russian. */
import type { reviewEn } from './en.ts';

export const reviewRu: typeof reviewEn = {
  noSuchAddress: 'Сообщения с таким адресом нет: {}',
  duplicate: 'Создать копию',
  duplicateText:
    'Создаёт новый черновик с текстом, данными и контактами версии {}. Файлы, старые адреса и дата не копируются.',
  doneDuplicated: 'Это копия. Исходное сообщение не изменено.',
};
