/** Administration in Spanish. */
import type { adminEn } from './en.ts';

export const adminEs: typeof adminEn = {
  administration: 'Administración',
  adminTerms: 'Términos',
  adminTermsText: 'Tipos, temas, países, fuentes y reuniones, con sus nombres en cada idioma.',
  adminPeopleText:
    'Quién puede escribir; invitaciones, funciones, enlaces de acceso, tokens de API.',
  newTerm: 'Término nuevo',
  termNames: 'Nombres',
  termNameIn: 'Nombre: {}',
  termParent: 'Debajo de',
  termTop: '(en el primer nivel)',
  termSlug: 'Dirección',
  termSlugHint:
    'La última parte de la dirección de su página. Las direcciones antiguas siguen llevando al término.',
  termSlugNew: 'Déjela vacía para formarla a partir del nombre.',
  termClosed: 'Cerrado: los comunicados antiguos lo conservan, los nuevos no pueden elegirlo',
  deleteTerm: 'Eliminar el término',
  deleteTermText:
    'Solo un término que ningún comunicado nombró nunca y que no tiene otros debajo. Cierre los demás.',
  noTerms: 'Todavía no hay términos.',
  termChanged: 'Otra persona lo cambió entretanto. La página muestra el estado actual.',
  doneCreated: 'Creado.',
  doneDeleted: 'Eliminado.',
  termCount: '{} términos',
  termsCsv: 'Términos en CSV',
  termsCsvText:
    'Columnas: taxonomy, slug, parent, closed y un nombre por idioma. Los términos que no están en el archivo se quedan.',
  downloadCsv: 'Descargar todos los términos en CSV',
  rehearse: 'Mostrar qué ocurriría',
  rehearseText: 'Nada cambia antes de que usted confirme.',
  willMake: 'se crearía',
  willChange: 'se cambiaría',
  termPlan: 'Por crear: {make}, por cambiar: {change}, sin cambios: {same}.',
  carryOut: 'Ejecutar',
  carryOn: 'Continuar con los {} siguientes',
  inSteps: 'Hechos hasta ahora: {}. Un archivo largo se ejecuta por pasos.',
  nothingToDo: 'El sitio ya tiene todo lo de este archivo.',
  needsUtf8: 'Guarde el archivo como CSV en UTF-8.',
  fileFaults: 'No se cambió nada. Corrija el archivo:',
  siteRefused: 'El sitio rechazó:',
  openTerm: 'abierto',
  doneCarriedOut: 'Ejecutado.',
};
