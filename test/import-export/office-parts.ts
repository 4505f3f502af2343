/** Word documents and Excel workbooks, put together from the parts that Office writes. */
import { type Part, zip } from '../attack/archives.ts';

const office = 'http://schemas.openxmlformats.org';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const contentTypes = (overrides: string) => ({
  name: '[Content_Types].xml',
  content: `${declaration}<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="emf" ContentType="image/x-emf"/>${overrides}</Types>`,
});

const relationship = (id: string, type: string, target: string, mode = '') =>
  `<Relationship Id="${id}" Type="${office}/officeDocument/2006/relationships/${type}" Target="${target}"${mode && ` TargetMode="${mode}"`}/>`;

const relationships = (name: string, inner: string) => ({
  name,
  content: `${declaration}<Relationships xmlns="${office}/package/2006/relationships">${inner}</Relationships>`,
});

const wordNamespaces = `xmlns:w="${office}/wordprocessingml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships" xmlns:wp="${office}/drawingml/2006/wordprocessingDrawing" xmlns:a="${office}/drawingml/2006/main" xmlns:pic="${office}/drawingml/2006/picture" xmlns:m="${office}/officeDocument/2006/math"`;

/** A run. @param properties the content of its `w:rPr` */
export const run = (text: string, properties = '') =>
  `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;

/** A paragraph of runs, or of a text. @param style the id of its style */
export const paragraph = (content: string, style = '', properties = '') =>
  `<w:p><w:pPr>${style && `<w:pStyle w:val="${style}"/>`}${properties}</w:pPr>${content.startsWith('<') ? content : run(content)}</w:p>`;

export const inlinePicture = (id: string, alt: string) =>
  `<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="${alt}"/><a:graphic><a:graphicData uri="${office}/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip r:embed="${id}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`;

const style = (id: string, name: string) =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`;

export interface WordDocument {
  /** The content of `w:body`. */
  body: string;
  footnotes?: string[];
  endnotes?: string[];
  comments?: string[];
  header?: string;
  pictures?: Record<string, Uint8Array>;
  /** Addresses of links by the ids of their relationships. */
  links?: Record<string, string>;
  /** The language of the document's defaults. */
  lang?: string;
  created?: string;
}

export function wordDocument(document: WordDocument): Uint8Array {
  const { body, footnotes = [], endnotes = [], comments = [], header = '' } = document;
  const { pictures = {}, links = {}, lang = 'en-GB', created = '2021-05-01T08:00:00Z' } = document;
  const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
  const notes = (kind: 'footnote' | 'endnote', texts: string[]) => ({
    name: `word/${kind}s.xml`,
    content: `${declaration}<w:${kind}s ${wordNamespaces}><w:${kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:${kind}>${texts.map((text, at) => `<w:${kind} w:id="${at + 1}">${text.startsWith('<') ? text : paragraph(text)}</w:${kind}>`).join('')}</w:${kind}s>`,
  });
  const comment = (text: string, at: number) =>
    `<w:comment w:id="${at}" w:author="A. Person">${paragraph(text)}</w:comment>`;
  const kinds = ['styles', 'numbering', 'footnotes', 'endnotes', 'comments'];
  const parts: Part[] = [
    contentTypes(
      `<Override PartName="/word/document.xml" ContentType="${main}.document.main+xml"/>${kinds.map((kind) => `<Override PartName="/word/${kind}.xml" ContentType="${main}.${kind}+xml"/>`).join('')}`,
    ),
    relationships(
      '_rels/.rels',
      relationship('rId1', 'officeDocument', 'word/document.xml') +
        `<Relationship Id="rId2" Type="${office}/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>`,
    ),
    {
      name: 'docProps/core.xml',
      content: `${declaration}<cp:coreProperties xmlns:cp="${office}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>A. Person</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${created}</dcterms:created></cp:coreProperties>`,
    },
    relationships(
      'word/_rels/document.xml.rels',
      [
        ...kinds.map((kind) => relationship(`rId-${kind}`, kind, `${kind}.xml`)),
        ...Object.keys(pictures).map((id) => relationship(id, 'image', `media/${id}`)),
        ...Object.entries(links).map(([id, url]) => relationship(id, 'hyperlink', url, 'External')),
      ].join(''),
    ),
    {
      name: 'word/document.xml',
      content: `${declaration}<w:document ${wordNamespaces}><w:body>${body}<w:sectPr/></w:body></w:document>`,
    },
    {
      name: 'word/styles.xml',
      content: `${declaration}<w:styles ${wordNamespaces}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="${lang}" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>${style('Standard', 'Normal')}${style('Titel', 'Title')}${style('Untertitel', 'Subtitle')}${style('berschrift1', 'heading 1')}${style('berschrift2', 'heading 2')}${style('Zitat', 'Quote')}</w:styles>`,
    },
    {
      name: 'word/numbering.xml',
      content: `${declaration}<w:numbering ${wordNamespaces}>${['bullet', 'decimal'].map((format, at) => `<w:abstractNum w:abstractNumId="${at}">${[0, 1].map((level) => `<w:lvl w:ilvl="${level}"><w:numFmt w:val="${format}"/></w:lvl>`).join('')}</w:abstractNum>`).join('')}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
    },
    notes('footnote', footnotes),
    notes('endnote', endnotes),
    {
      name: 'word/comments.xml',
      content: `${declaration}<w:comments ${wordNamespaces}>${comments.map(comment).join('')}</w:comments>`,
    },
    ...(header
      ? [
          {
            name: 'word/header1.xml',
            content: `${declaration}<w:hdr ${wordNamespaces}>${paragraph(header)}</w:hdr>`,
          },
        ]
      : []),
    ...Object.entries(pictures).map(([id, content]) => ({ name: `word/media/${id}`, content })),
  ];
  return zip(parts);
}

/** A cell: a text, or the number of a day in Excel's calendar, or nothing. */
type Cell = string | number | null;

/**
 * A workbook whose texts are shared and whose numbers are dates, as Excel writes it.
 * @param from1904 whether its calendar begins in 1904, as that of Excel for Mac did
 */
export function workbook(rows: Cell[][], others: string[] = [], from1904 = false): Uint8Array {
  const texts = [...new Set(rows.flat().filter((cell) => typeof cell === 'string'))];
  const columnName = (at: number) => String.fromCharCode(65 + at);
  const cellOf = (cell: Cell, row: number, at: number) => {
    const place = `r="${columnName(at)}${row + 1}"`;
    if (cell === null) return '';
    return typeof cell === 'string'
      ? `<c ${place} t="s"><v>${texts.indexOf(cell)}</v></c>`
      : `<c ${place} s="1"><v>${cell}</v></c>`;
  };
  const sheet = (inner: string) =>
    `${declaration}<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>${inner}</sheetData></worksheet>`;
  const written = rows.map((cells, row) => {
    return `<row r="${row + 1}">${cells.map((cell, at) => cellOf(cell, row, at)).join('')}</row>`;
  });
  const sheets = ['Releases', ...others];
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return zip([
    contentTypes(
      '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>',
    ),
    relationships('_rels/.rels', relationship('rId1', 'officeDocument', 'xl/workbook.xml')),
    {
      name: 'xl/workbook.xml',
      content: `${declaration}<workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships">${from1904 ? '<workbookPr date1904="1"/>' : ''}<sheets>${sheets.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`,
    },
    relationships(
      'xl/_rels/workbook.xml.rels',
      [
        ...sheets.map((_, at) =>
          relationship(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`),
        ),
        relationship('rIdS', 'sharedStrings', 'sharedStrings.xml'),
        relationship('rIdT', 'styles', 'styles.xml'),
      ].join(''),
    ),
    {
      name: 'xl/sharedStrings.xml',
      content: `${declaration}<sst xmlns="${office}/spreadsheetml/2006/main">${texts.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`,
    },
    {
      name: 'xl/styles.xml',
      content: `${declaration}<styleSheet xmlns="${office}/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    },
    ...sheets.map((_, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      content: sheet(
        at === 0
          ? written.join('')
          : '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>',
      ),
    })),
  ]);
}
