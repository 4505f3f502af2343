/** The words of sign-in and people in Spanish. */
import type { accessEn } from './en.ts';

export const accessEs: typeof accessEn = {
  personEmailHint:
    'Opcional. A quienes entran a través de su organización se les reconoce por esta dirección.',
  madeAt: 'creado {}',
  signInLinks: 'Enlaces de acceso sin usar',
  noLinks: 'No hay enlaces de acceso sin usar.',
  revokeLink: 'Revocar el enlace de acceso',
  doneLinkRevoked: 'Revocado. El enlace de acceso ya no funciona.',
  passkeys: 'Llaves de acceso',
  noPasskeys: 'No hay llaves de acceso.',
  donePasskeyRemoved: 'La llave de acceso se ha retirado. Ya no da acceso a nadie.',
};
