/** Words of review, planning and correction in Arabic. */
import type { reviewEn } from './en.ts';

export const reviewAr: typeof reviewEn = {
  noSuchAddress: 'لا يوجد بيان بهذا العنوان: {}',
  duplicate: 'إنشاء نسخة',
  duplicateText:
    'تُنشأ مسودة جديدة بنص الإصدار {} وبياناته وجهات اتصاله. لا تُنسخ الملفات ولا العناوين القديمة ولا التاريخ.',
  doneDuplicated: 'هذه هي النسخة. لم يتغير شيء في الأصل.',
};
