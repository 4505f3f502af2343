/** The words of sign-in and people in Arabic. */
import type { accessEn } from './en.ts';

export const accessAr: typeof accessEn = {
  personEmailHint: 'اختياري. يُعرف بهذا العنوان من يدخل عبر منظمته.',
  madeAt: 'أُنشئ {}',
  signInLinks: 'روابط دخول لم تُستخدم',
  noLinks: 'لا توجد روابط دخول غير مستخدمة.',
  revokeLink: 'إلغاء رابط الدخول',
  doneLinkRevoked: 'أُلغي. لم يعد رابط الدخول يعمل.',
  passkeys: 'مفاتيح المرور',
  noPasskeys: 'لا توجد مفاتيح مرور.',
  donePasskeyRemoved: 'أُزيل مفتاح المرور. لم يعد يُدخل أحدًا.',
};
