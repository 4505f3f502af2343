import type { editingEn } from './en.ts';

export const editingRu: typeof editingEn = {
  formatting: 'Форматирование',
  formatBold: 'Полужирный',
  formatItalic: 'Курсив',
  formatHeading: 'Подзаголовок',
  formatList: 'Маркированный список',
  formatNumbered: 'Нумерованный список',
  formatLink: 'Ссылка',
  formatQuote: 'Цитата',
  formatTable: 'Таблица',
  characterCount:
    'Знаков: {}. Поисковые системы показывают около {search}, карточки в соцсетях — около {cards}.',
  removeTerm: 'Убрать: {}',
  termsFound: 'Найдено: {}',
  recentTerms: 'Недавно использованные',
  outNow: 'Выходит сейчас',
  dropFiles: 'Можно выбрать несколько файлов или перетащить их сюда.',
  uploadWaiting: 'Ожидает',
  uploadDone: 'Загружен',
  uploadLost: 'Соединение прервано. Загруженное сохранено.',
  uploadFailed: 'Сервер ответил не так, как ожидалось.',
  tryAgain: 'Повторить',
  uploadCount: 'Загружено: {done} из {all}',
};
