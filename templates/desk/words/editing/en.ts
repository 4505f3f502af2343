export const editingEn = {
  formatting: 'Formatting',
  formatBold: 'Bold',
  formatItalic: 'Italic',
  formatHeading: 'Heading',
  formatList: 'List',
  formatNumbered: 'Numbered list',
  formatLink: 'Link',
  formatQuote: 'Quotation',
  formatTable: 'Table',
  characterCount: 'Characters: {}. Search engines show about {search}, social cards about {cards}.',
};
