/** The interface's own words, by language. A new language of the interface is a new row here. */

export interface Words {
  /** The language's name in itself. */
  language: string;
  newsroom: string;
  latest: string;
  skip: string;
  languages: string;
  older: string;
  nothingYet: string;
  feed: string;
  place: string;
  date: string;
  source: string;
  fieldsOfWork: string;
  countries: string;
  meetings: string;
  kinds: string;
  structures: string;
  embargo: string;
  notYetPublic: string;
  /** `{}` stands for the person's name. */
  forOnePerson: string;
  attachments: string;
  contacts: string;
  corrections: string;
  corrected: string;
  updated: string;
  alsoIn: string;
  notInLanguage: string;
  previous: string;
  next: string;
  inTopic: string;
  closed: string;
  within: string;
  footnotes: string;
  backToText: string;
  table: string;
  search: string;
  searchFor: string;
  find: string;
  found: string;
  moreThan: string;
  nothingFound: string;
  from: string;
  until: string;
  remove: string;
  refine: string;
  notFound: string;
  notFoundText: string;
  gone: string;
  failed: string;
  failedText: string;
  unreadable: string;
  toNewsroom: string;
}

const en: Words = {
  language: 'English',
  newsroom: 'Newsroom',
  latest: 'Latest releases',
  skip: 'Skip to content',
  languages: 'Languages',
  older: 'Older releases',
  nothingYet: 'Nothing has been published here yet.',
  feed: 'News feed (RSS)',
  place: 'Place',
  date: 'Date',
  source: 'Source',
  fieldsOfWork: 'Fields of work',
  countries: 'Countries',
  meetings: 'Meetings',
  kinds: 'Kinds',
  structures: 'Structures',
  embargo: 'Under embargo until',
  notYetPublic: 'Not yet public',
  forOnePerson: 'This copy is for {} alone. It must not be passed on or published.',
  attachments: 'Downloads',
  contacts: 'Press contacts',
  corrections: 'Corrections',
  corrected: 'Corrected',
  updated: 'Updated',
  alsoIn: 'Also available in',
  notInLanguage: 'This release is not available in English.',
  previous: 'Previous',
  next: 'Next',
  inTopic: 'More on',
  closed: 'Closed',
  within: 'Within this topic',
  footnotes: 'Footnotes',
  backToText: 'Back to the text',
  table: 'Table',
  search: 'Search',
  searchFor: 'Words or a “phrase”',
  find: 'Find',
  found: 'Found',
  moreThan: 'more than',
  nothingFound: 'Nothing was found for these words.',
  from: 'From',
  until: 'Until',
  remove: 'Remove',
  refine: 'Narrow down',
  notFound: 'Page not found',
  notFoundText: 'There is nothing at this address. It may have been mistyped or moved.',
  gone: 'Withdrawn',
  failed: 'Something went wrong',
  failedText: 'The page could not be made just now. Please try again in a moment.',
  unreadable: 'This address cannot be read',
  toNewsroom: 'Go to the newsroom',
};

const fr: Words = {
  language: 'Français',
  newsroom: 'Espace presse',
  latest: 'Derniers communiqués',
  skip: 'Aller au contenu',
  languages: 'Langues',
  older: 'Communiqués plus anciens',
  nothingYet: 'Rien n’a encore été publié ici.',
  feed: 'Fil d’actualité (RSS)',
  place: 'Lieu',
  date: 'Date',
  source: 'Source',
  fieldsOfWork: 'Domaines d’activité',
  countries: 'Pays',
  meetings: 'Réunions',
  kinds: 'Types',
  structures: 'Structures',
  embargo: 'Sous embargo jusqu’au',
  notYetPublic: 'Pas encore public',
  forOnePerson: 'Cet exemplaire est réservé à {}. Il ne doit être ni transmis ni publié.',
  attachments: 'Téléchargements',
  contacts: 'Contacts presse',
  corrections: 'Rectificatifs',
  corrected: 'Rectifié',
  updated: 'Mis à jour',
  alsoIn: 'Également disponible en',
  notInLanguage: 'Ce communiqué n’est pas disponible en français.',
  previous: 'Précédent',
  next: 'Suivant',
  inTopic: 'Sur le même thème :',
  closed: 'Fermé',
  within: 'Dans cette rubrique',
  footnotes: 'Notes',
  backToText: 'Retour au texte',
  table: 'Tableau',
  search: 'Recherche',
  searchFor: 'Mots ou « expression »',
  find: 'Chercher',
  found: 'Résultats',
  moreThan: 'plus de',
  nothingFound: 'Rien n’a été trouvé pour ces mots.',
  from: 'Du',
  until: 'Au',
  remove: 'Retirer',
  refine: 'Affiner',
  notFound: 'Page introuvable',
  notFoundText: 'Il n’y a rien à cette adresse. Elle est peut-être erronée ou a changé.',
  gone: 'Retiré',
  failed: 'Une erreur est survenue',
  failedText: 'La page n’a pas pu être produite. Veuillez réessayer dans un instant.',
  unreadable: 'Cette adresse est illisible',
  toNewsroom: 'Vers l’espace presse',
};

const de: Words = {
  language: 'Deutsch',
  newsroom: 'Presse',
  latest: 'Aktuelle Mitteilungen',
  skip: 'Zum Inhalt',
  languages: 'Sprachen',
  older: 'Ältere Mitteilungen',
  nothingYet: 'Hier wurde noch nichts veröffentlicht.',
  feed: 'Nachrichten-Feed (RSS)',
  place: 'Ort',
  date: 'Datum',
  source: 'Quelle',
  fieldsOfWork: 'Arbeitsbereiche',
  countries: 'Länder',
  meetings: 'Tagungen',
  kinds: 'Arten',
  structures: 'Strukturen',
  embargo: 'Sperrfrist bis',
  notYetPublic: 'Noch nicht öffentlich',
  forOnePerson:
    'Dieses Exemplar ist nur für {}. Es darf nicht weitergegeben oder veröffentlicht werden.',
  attachments: 'Downloads',
  contacts: 'Pressekontakt',
  corrections: 'Berichtigungen',
  corrected: 'Berichtigt',
  updated: 'Aktualisiert',
  alsoIn: 'Auch verfügbar auf',
  notInLanguage: 'Diese Mitteilung ist nicht auf Deutsch verfügbar.',
  previous: 'Vorherige',
  next: 'Nächste',
  inTopic: 'Mehr zum Thema',
  closed: 'Geschlossen',
  within: 'In diesem Bereich',
  footnotes: 'Fußnoten',
  backToText: 'Zurück zum Text',
  table: 'Tabelle',
  search: 'Suche',
  searchFor: 'Wörter oder eine „Wendung“',
  find: 'Suchen',
  found: 'Gefunden',
  moreThan: 'mehr als',
  nothingFound: 'Zu diesen Wörtern wurde nichts gefunden.',
  from: 'Von',
  until: 'Bis',
  remove: 'Entfernen',
  refine: 'Eingrenzen',
  notFound: 'Seite nicht gefunden',
  notFoundText:
    'Unter dieser Adresse gibt es nichts. Vielleicht ist sie falsch oder hat sich geändert.',
  gone: 'Zurückgezogen',
  failed: 'Etwas ist schiefgegangen',
  failedText:
    'Die Seite konnte gerade nicht erstellt werden. Bitte versuchen Sie es gleich noch einmal.',
  unreadable: 'Diese Adresse ist nicht lesbar',
  toNewsroom: 'Zur Presseseite',
};

const it: Words = {
  language: 'Italiano',
  newsroom: 'Sala stampa',
  latest: 'Ultimi comunicati',
  skip: 'Vai al contenuto',
  languages: 'Lingue',
  older: 'Comunicati precedenti',
  nothingYet: 'Qui non è stato ancora pubblicato nulla.',
  feed: 'Feed di notizie (RSS)',
  place: 'Luogo',
  date: 'Data',
  source: 'Fonte',
  fieldsOfWork: 'Settori di attività',
  countries: 'Paesi',
  meetings: 'Riunioni',
  kinds: 'Tipi',
  structures: 'Strutture',
  embargo: 'Sotto embargo fino al',
  notYetPublic: 'Non ancora pubblico',
  forOnePerson: 'Questa copia è riservata a {}. Non può essere trasmessa né pubblicata.',
  attachments: 'Documenti da scaricare',
  contacts: 'Contatti stampa',
  corrections: 'Rettifiche',
  corrected: 'Rettificato',
  updated: 'Aggiornato',
  alsoIn: 'Disponibile anche in',
  notInLanguage: 'Questo comunicato non è disponibile in italiano.',
  previous: 'Precedente',
  next: 'Successivo',
  inTopic: 'Altro su',
  closed: 'Chiuso',
  within: 'In questa sezione',
  footnotes: 'Note',
  backToText: 'Torna al testo',
  table: 'Tabella',
  search: 'Ricerca',
  searchFor: 'Parole o una «frase»',
  find: 'Cerca',
  found: 'Trovati',
  moreThan: 'più di',
  nothingFound: 'Non è stato trovato nulla per queste parole.',
  from: 'Dal',
  until: 'Al',
  remove: 'Rimuovi',
  refine: 'Restringi',
  notFound: 'Pagina non trovata',
  notFoundText: 'Non c’è nulla a questo indirizzo. Forse è errato o è cambiato.',
  gone: 'Ritirato',
  failed: 'Si è verificato un errore',
  failedText: 'Non è stato possibile creare la pagina. Riprovi tra poco.',
  unreadable: 'Questo indirizzo non è leggibile',
  toNewsroom: 'Vai alla sala stampa',
};

const ru: Words = {
  language: 'Русский',
  newsroom: 'Пресс-центр',
  latest: 'Последние сообщения',
  skip: 'Перейти к содержанию',
  languages: 'Языки',
  older: 'Более ранние сообщения',
  nothingYet: 'Здесь пока ничего не опубликовано.',
  feed: 'Лента новостей (RSS)',
  place: 'Место',
  date: 'Дата',
  source: 'Источник',
  fieldsOfWork: 'Направления деятельности',
  countries: 'Страны',
  meetings: 'Мероприятия',
  kinds: 'Виды',
  structures: 'Структуры',
  embargo: 'Эмбарго до',
  notYetPublic: 'Ещё не опубликовано',
  forOnePerson: 'Этот экземпляр предназначен только для {}. Его нельзя передавать или публиковать.',
  attachments: 'Файлы',
  contacts: 'Контакты для прессы',
  corrections: 'Исправления',
  corrected: 'Исправлено',
  updated: 'Обновлено',
  alsoIn: 'Доступно также на языках',
  notInLanguage: 'Это сообщение недоступно на русском языке.',
  previous: 'Предыдущее',
  next: 'Следующее',
  inTopic: 'Ещё по теме',
  closed: 'Закрыто',
  within: 'В этом разделе',
  footnotes: 'Примечания',
  backToText: 'Вернуться к тексту',
  table: 'Таблица',
  search: 'Поиск',
  searchFor: 'Слова или «фраза»',
  find: 'Найти',
  found: 'Найдено',
  moreThan: 'больше',
  nothingFound: 'По этим словам ничего не найдено.',
  from: 'С',
  until: 'По',
  remove: 'Убрать',
  refine: 'Уточнить',
  notFound: 'Страница не найдена',
  notFoundText: 'По этому адресу ничего нет. Возможно, в нём ошибка или он изменился.',
  gone: 'Отозвано',
  failed: 'Произошла ошибка',
  failedText: 'Страницу не удалось создать. Попробуйте ещё раз через минуту.',
  unreadable: 'Этот адрес не удаётся прочитать',
  toNewsroom: 'В пресс-центр',
};

const es: Words = {
  language: 'Español',
  newsroom: 'Sala de prensa',
  latest: 'Últimos comunicados',
  skip: 'Ir al contenido',
  languages: 'Idiomas',
  older: 'Comunicados anteriores',
  nothingYet: 'Aún no se ha publicado nada aquí.',
  feed: 'Canal de noticias (RSS)',
  place: 'Lugar',
  date: 'Fecha',
  source: 'Fuente',
  fieldsOfWork: 'Ámbitos de trabajo',
  countries: 'Países',
  meetings: 'Reuniones',
  kinds: 'Tipos',
  structures: 'Estructuras',
  embargo: 'Bajo embargo hasta el',
  notYetPublic: 'Aún no es público',
  forOnePerson: 'Este ejemplar es solo para {}. No puede transmitirse ni publicarse.',
  attachments: 'Descargas',
  contacts: 'Contactos de prensa',
  corrections: 'Correcciones',
  corrected: 'Corregido',
  updated: 'Actualizado',
  alsoIn: 'También disponible en',
  notInLanguage: 'Este comunicado no está disponible en español.',
  previous: 'Anterior',
  next: 'Siguiente',
  inTopic: 'Más sobre',
  closed: 'Cerrado',
  within: 'En esta sección',
  footnotes: 'Notas',
  backToText: 'Volver al texto',
  table: 'Tabla',
  search: 'Búsqueda',
  searchFor: 'Palabras o una «frase»',
  find: 'Buscar',
  found: 'Encontrados',
  moreThan: 'más de',
  nothingFound: 'No se ha encontrado nada con estas palabras.',
  from: 'Desde',
  until: 'Hasta',
  remove: 'Quitar',
  refine: 'Acotar',
  notFound: 'Página no encontrada',
  notFoundText: 'No hay nada en esta dirección. Puede ser incorrecta o haber cambiado.',
  gone: 'Retirado',
  failed: 'Algo ha fallado',
  failedText: 'No se ha podido crear la página. Inténtelo de nuevo en un momento.',
  unreadable: 'Esta dirección no se puede leer',
  toNewsroom: 'Ir a la sala de prensa',
};

const ar: Words = {
  language: 'العربية',
  newsroom: 'غرفة الأخبار',
  latest: 'أحدث البيانات',
  skip: 'انتقل إلى المحتوى',
  languages: 'اللغات',
  older: 'بيانات أقدم',
  nothingYet: 'لم يُنشر شيء هنا بعد.',
  feed: 'موجز الأخبار (RSS)',
  place: 'المكان',
  date: 'التاريخ',
  source: 'المصدر',
  fieldsOfWork: 'مجالات العمل',
  countries: 'البلدان',
  meetings: 'الاجتماعات',
  kinds: 'الأنواع',
  structures: 'الهياكل',
  embargo: 'تحت الحظر حتى',
  notYetPublic: 'لم يُنشر بعد',
  forOnePerson: 'هذه النسخة مخصصة لـ {} فقط. لا يجوز تمريرها أو نشرها.',
  attachments: 'ملفات للتنزيل',
  contacts: 'جهات الاتصال الصحفية',
  corrections: 'تصويبات',
  corrected: 'صُوِّب',
  updated: 'حُدِّث',
  alsoIn: 'متاح أيضاً بـ',
  notInLanguage: 'هذا البيان غير متاح بالعربية.',
  previous: 'السابق',
  next: 'التالي',
  inTopic: 'المزيد عن',
  closed: 'مغلق',
  within: 'ضمن هذا القسم',
  footnotes: 'الحواشي',
  backToText: 'العودة إلى النص',
  table: 'جدول',
  search: 'بحث',
  searchFor: 'كلمات أو «عبارة»',
  find: 'ابحث',
  found: 'النتائج',
  moreThan: 'أكثر من',
  nothingFound: 'لم يُعثر على شيء بهذه الكلمات.',
  from: 'من',
  until: 'إلى',
  remove: 'إزالة',
  refine: 'تضييق البحث',
  notFound: 'الصفحة غير موجودة',
  notFoundText: 'لا يوجد شيء في هذا العنوان. ربما كُتب خطأً أو تغيّر.',
  gone: 'سُحب',
  failed: 'حدث خطأ ما',
  failedText: 'تعذّر إعداد الصفحة الآن. يُرجى المحاولة بعد قليل.',
  unreadable: 'تعذّرت قراءة هذا العنوان',
  toNewsroom: 'إلى غرفة الأخبار',
};

const all: Readonly<Record<string, Words>> = { en, fr, de, it, ru, es, ar };

/** The languages that the interface speaks. */
export const interfaceLanguages = Object.keys(all);

/** The words of a language; of English where the interface does not speak it. */
export function wordsOf(lang: string): Words {
  return all[lang] ?? en;
}
