/** Columns of a table of releases, by their names in the languages of the interface. */

export const tableFields = [
  'key',
  'language',
  'title',
  'date',
  'place',
  'summary',
  'body',
  'format',
  'kind',
  'sources',
  'fieldsOfWork',
  'countries',
  'meetings',
  'author',
  'tags',
  'status',
  'address',
  'files',
  'contactName',
  'contactEmail',
  'contactPhone',
] as const;
export type TableField = (typeof tableFields)[number];

/** A foreign column name → a field, or null for a column that means nothing here. */
export type Columns = Readonly<Record<string, TableField | null>>;

/** Names of columns, without blanks, hyphens and underscores. */
const names: Record<TableField, string> = {
  key: [
    'key id number no nr guid identifier reference ref clé numéro schlüssel nummer chiave',
    'clave clef número ключ номер المفتاح الرقم',
  ].join(' '),
  language: 'language lang locale langue sprache lingua idioma язык اللغة',
  title: [
    'title headline heading releasetitle pressreleasetitle titre titel überschrift titolo',
    'título заголовок название العنوان',
  ].join(' '),
  date: [
    'date day published publishdate dateofpublication datepublished publishedat',
    'publicationdate pubdate releasedate datum data fecha дата التاريخ',
  ].join(' '),
  place: 'place location city dateline lieu ville ort luogo città lugar ciudad место город المكان',
  summary: [
    'summary abstract lead teaser excerpt description subtitle résumé chapeau zusammenfassung',
    'vorspann sommario riassunto resumen entradilla резюме аннотация الملخص',
  ].join(' '),
  body: [
    'body bodytext bodyhtml articletext text content markdown html maintext fulltext texte',
    'corps inhalt haupttext testo corpo contenuto texto cuerpo contenido текст содержание',
    'النص المحتوى',
  ].join(' '),
  format: 'format bodyformat textformat formato формат الصيغة',
  kind: 'kind type releasetype genre art typ typologie tipo вид тип النوع',
  sources: [
    'source sources office department organization organisation herausgeber quelle quellen',
    'absender fonte fonti fuente fuentes источник источники المصدر المصادر',
  ].join(' '),
  fieldsOfWork: [
    'topic topics fieldsofwork fieldofwork subject subjects theme themes thème thèmes sujet',
    'thema themen tema temi temas тема темы الموضوع الموضوعات',
  ].join(' '),
  countries:
    'country countries pays land länder paese paesi país países страна страны البلد البلدان',
  meetings: [
    'meeting meetings event events réunion réunions treffen tagung riunione riunioni reunión',
    'reuniones встреча встречи الاجتماع الاجتماعات',
  ].join(' '),
  author: 'author authors byline auteur autor autore автор المؤلف',
  tags: [
    'tag tags category categories keywords catégorie catégories motsclés kategorie kategorien',
    'schlagwörter categoria categorie categoría categorías etiquetas категория категории теги',
    'الوسوم',
  ].join(' '),
  status: 'status state visibility statut zustand stato estado статус состояние الحالة',
  address: [
    'address url link permalink oldurl oldaddress canonical adresse lien indirizzo dirección',
    'enlace адрес ссылка العنوانالقديم الرابط',
  ].join(' '),
  files: [
    'file files attachment attachments pictures images fichier fichiers piècesjointes datei',
    'dateien anhang anhänge bilder allegato allegati archivo archivos adjuntos файл файлы',
    'вложения الملفات المرفقات',
  ].join(' '),
  contactName: 'contact contactname kontakt ansprechpartner contatto contacto контакт جهةالاتصال',
  contactEmail:
    'contactemail email mail courriel emailadresse correo электроннаяпочта البريدالإلكتروني',
  contactPhone: 'contactphone phone telephone téléphone telefon telefono teléfono телефон الهاتف',
};

const fieldOfName = new Map(
  Object.entries(names).flatMap(([field, list]) =>
    list.split(' ').map((name) => [nameKey(name), field as TableField] as const),
  ),
);

function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_.:*#-]+/g, '');
}

/** The field of a column: that of the mapping, else that of its name; undefined if there is none. */
export function fieldOfColumn(name: string, columns: Columns): TableField | null | undefined {
  const mapped = Object.entries(columns).find(([one]) => nameKey(one) === nameKey(name));
  return mapped ? mapped[1] : fieldOfName.get(nameKey(name));
}

export const separators = [',', ';', '\t', '|'] as const;

/** The separator of a table: the one that its first line has most often outside of quotes. */
export function separatorOf(text: string): string {
  const named = /^\s*sep=(.)\r?\n/i.exec(text)?.[1];
  if (named !== undefined) return named;
  const [line = ''] = text.replace(/"(?:[^"]|"")*"/g, '""').split(/\r?\n|\r/);
  const counts = separators.map((mark) => line.split(mark).length);
  return separators[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Whether the first line of a text names columns, a title among them. */
export function beginsWithColumns(text: string): boolean {
  if (/^\s*sep=.\r?\n/i.test(text)) return true;
  const [line = ''] = text.split(/\r?\n|\r/);
  const cells = line.split(separatorOf(text)).map((cell) => cell.replace(/^"|"$/g, ''));
  const fields = cells.map((cell) => fieldOfColumn(cell, {}));
  return cells.length >= 3 && fields.includes('title') && fields.filter(Boolean).length >= 3;
}
