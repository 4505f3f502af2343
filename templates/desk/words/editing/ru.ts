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
};
