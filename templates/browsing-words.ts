/** What the ways through the site are called, by language. */

export interface BrowsingWords {
  browse: string;
  archive: string;
  search: string;
  /** Of a release. */
  history: string;
  firstPublished: string;
}

const all: Readonly<Record<string, BrowsingWords>> = {
  en: {
    browse: 'Browse',
    archive: 'Archive',
    search: 'Search',
    history: 'History of this release',
    firstPublished: 'First published',
  },
  fr: {
    browse: 'Parcourir',
    archive: 'Archives',
    search: 'Recherche',
    history: 'Historique de ce communiqué',
    firstPublished: 'Première publication',
  },
  de: {
    browse: 'Stöbern',
    archive: 'Archiv',
    search: 'Suche',
    history: 'Versionen dieser Mitteilung',
    firstPublished: 'Erstveröffentlichung',
  },
  it: {
    browse: 'Esplora',
    archive: 'Archivio',
    search: 'Ricerca',
    history: 'Cronologia di questo comunicato',
    firstPublished: 'Prima pubblicazione',
  },
  ru: {
    browse: 'Разделы',
    archive: 'Архив',
    search: 'Поиск',
    history: 'История этого сообщения',
    firstPublished: 'Впервые опубликовано',
  },
  es: {
    browse: 'Explorar',
    archive: 'Archivo',
    search: 'Búsqueda',
    history: 'Historial de este comunicado',
    firstPublished: 'Primera publicación',
  },
  ar: {
    browse: 'تصفّح',
    archive: 'الأرشيف',
    search: 'البحث',
    history: 'سجل تعديلات هذا البيان',
    firstPublished: 'نُشر لأول مرة',
  },
};

/** The words of a language; of English where the interface does not speak it. */
export function browsingWordsOf(lang: string): BrowsingWords {
  return all[lang] ?? (all.en as BrowsingWords);
}
