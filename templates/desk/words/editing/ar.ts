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
};
