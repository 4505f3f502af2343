/** The words of sign-in and people in Spanish. */
import type { accessEn } from './en.ts';

export const accessEs: typeof accessEn = {
  signInAgainText:
    'Su sesión ha terminado o su último acceso fue hace más de una hora. No se ha modificado nada y se conserva lo que escribió. Confirme con una llave de acceso o vuelva a entrar en otra pestaña; después, envíelo de nuevo.',
  accessAgain: 'Salir antes de Cloudflare Access, para volver a demostrar quién es',
  personEmailHint:
    'Opcional. A quienes entran a través de su organización se les reconoce por esta dirección.',
  madeAt: 'creado {}',
  signInLinks: 'Enlaces de acceso sin usar',
  noLinks: 'No hay enlaces de acceso sin usar.',
  revokeLink: 'Revocar el enlace de acceso',
  doneLinkRevoked: 'Revocado. El enlace de acceso ya no funciona.',
  passkeys: 'Llaves de acceso',
  noPasskeys: 'No hay llaves de acceso.',
  passkeysText:
    'Con una llave de acceso se entra con la huella, el rostro o el PIN del dispositivo, sin enlace. Añada una en cada dispositivo que use.',
  passkeysNeedScripts:
    'Para añadir y usar una llave de acceso hace falta un navegador actual con scripts. Los enlaces de acceso funcionan sin ellos.',
  passkeyName: 'Nombre de la llave de acceso',
  passkeyNameHint:
    'Por ejemplo: portátil de la oficina. Por defecto: el nombre del navegador y del sistema.',
  addPasskey: 'Añadir una llave de acceso',
  donePasskeyAdded: 'Añadida. Desde ahora puede entrar con esta llave de acceso.',
  donePasskeyRemoved: 'La llave de acceso se ha retirado. Ya no da acceso a nadie.',
  passkeyKnown: 'Esta llave de acceso ya está registrada.',
  tooManyPasskeys: 'Tiene {} llaves de acceso, el máximo. Retire antes una.',
  signInWithPasskey: 'Entrar con una llave de acceso',
  passkeyRefused:
    'La llave de acceso no se ha aceptado. Inténtelo otra vez; si no sirve, pida un enlace de acceso a un administrador.',
  passkeyFailed:
    'No se usó ninguna llave de acceso: se canceló, tardó demasiado o el dispositivo no tiene ninguna para este sitio.',
  confirmAndSend: 'Confirmar con una llave de acceso y enviar lo escrito',
  signInAt: 'Entrar con {}',
  signInRefused: 'No se ha podido entrar',
  identityUnknown:
    'Nadie con la dirección {} puede entrar aquí. Pida a un administrador que le invite o que anote su dirección.',
  identityUnverified:
    'El servicio de acceso no confirma su dirección de correo. Consulte a quienes lo gestionan.',
  identityInvalid:
    'La respuesta del servicio de acceso no es válida aquí, o es demasiado antigua. Inténtelo otra vez.',
  identityUnreachable: 'El servicio de acceso no responde. Inténtelo en un minuto o de otro modo.',
};
