import type { editingEn } from './en.ts';

export const editingAr: typeof editingEn = {
  formatting: 'التنسيق',
  formatBold: 'غامق',
  formatItalic: 'مائل',
  formatHeading: 'عنوان فرعي',
  formatList: 'قائمة نقطية',
  formatNumbered: 'قائمة مرقّمة',
  formatLink: 'رابط',
  formatQuote: 'اقتباس',
  formatTable: 'جدول',
  characterCount:
    'عدد الأحرف: {}. تعرض محركات البحث نحو {search}، وتعرض بطاقات مواقع التواصل نحو {cards}.',
  removeTerm: 'إزالة {}',
  termsFound: 'النتائج: {}',
  recentTerms: 'استُخدمت مؤخرًا',
  outNow: 'يصدر الآن',
  dropFiles: 'يمكنك اختيار عدة ملفات أو إفلاتها هنا.',
  uploadWaiting: 'في الانتظار',
  uploadDone: 'تم الرفع',
  uploadLost: 'انقطع الاتصال. ما رُفع محفوظ.',
  uploadFailed: 'لم يُجب الخادم كما كان متوقعًا.',
  tryAgain: 'إعادة المحاولة',
  uploadCount: 'رُفع {done} من {all}',
};
