/** PDF files of positioned lines, as small as they can be. */

export interface PdfLine {
  text: string;
  /** Points from the left and from the bottom. */
  x?: number;
  y: number;
  size?: number;
}

export interface PdfFile {
  pages: PdfLine[][];
  title?: string;
  created?: string;
}

export function pdfFile({ pages, title = '', created = 'D:20210501080000Z' }: PdfFile): Uint8Array {
  const objects: string[] = [];
  const add = (content: string) => objects.push(content);
  const escaped = (text: string) => text.replace(/[\\()]/g, '\\$&');
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`).join(' ');
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  for (const [at, lines] of pages.entries()) {
    const shown = lines.map(({ text, x = 72, y, size = 11 }) => {
      return `BT /F1 ${size} Tf ${x} ${y} Td (${escaped(text)}) Tj ET`;
    });
    const stream = shown.join('\n');
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + at * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    add(`<< /Length ${Buffer.byteLength(stream, 'latin1')} >>\nstream\n${stream}\nendstream`);
  }
  add(`<< ${title && `/Title (${escaped(title)}) `}/CreationDate (${created}) >>`);
  let [text, offsets]: [string, number[]] = ['%PDF-1.4\n', []];
  for (const [at, content] of objects.entries()) {
    offsets.push(text.length);
    text += `${at + 1} 0 obj\n${content}\nendobj\n`;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return Buffer.from(
    `${text}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
}
