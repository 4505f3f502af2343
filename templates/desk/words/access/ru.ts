/** The words of sign-in and people in Russian. */
import type { accessEn } from './en.ts';

export const accessRu: typeof accessEn = {
  personEmailHint: 'Необязательно. По этому адресу узнают тех, кто входит через свою организацию.',
  madeAt: 'создано {}',
  signInLinks: 'Неиспользованные ссылки для входа',
  noLinks: 'Нет неиспользованных ссылок для входа.',
  revokeLink: 'Отозвать ссылку для входа',
  doneLinkRevoked: 'Отозвана. Ссылка для входа больше не действует.',
  passkeys: 'Ключи доступа',
  noPasskeys: 'Нет ключей доступа.',
  donePasskeyRemoved: 'Ключ доступа удалён. С ним больше нельзя войти.',
};
