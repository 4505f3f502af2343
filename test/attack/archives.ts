/** ZIP archives as programs write them, from nothing: entries in order, deflated or stored. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Part {
  name: string;
  content: string | Uint8Array;
  /** Left as it is, as OpenDocument wants of its first entry. */
  stored?: boolean;
}

export function zip(parts: readonly Part[]): Uint8Array {
  const [files, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const { name, content, stored = false } of parts) {
    const plain = Buffer.from(content as Uint8Array);
    const packed = stored ? plain : deflateRawSync(plain, { level: 9 });
    const told = Buffer.alloc(26);
    told.writeUInt16LE(20, 0);
    told.writeUInt16LE(stored ? 0 : 8, 4);
    told.writeUInt32LE(crc32(plain), 10);
    told.writeUInt32LE(packed.length, 14);
    told.writeUInt32LE(plain.length, 18);
    told.writeUInt16LE(name.length, 22);
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 'latin1');
    told.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    directory.push(central, Buffer.from(name));
    const local = [Buffer.from('PK\x03\x04', 'latin1'), told, Buffer.from(name), packed];
    files.push(...local);
    offset += local.reduce((sum, one) => sum + one.length, 0);
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, one) => sum + one.length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...files, ...directory, end]));
}

const main = {
  docx: ['word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml'],
  docm: ['word/document.xml', 'application/vnd.ms-word.document.macroEnabled'],
  xlsx: ['xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml'],
  pptx: ['ppt/presentation.xml', 'application/vnd.openxmlformats-officedocument.presentationml'],
} as const;

const parts = { docx: '.document', docm: '', xlsx: '.sheet', pptx: '.presentation' } as const;

/** A package of Office with its list of types as the first entry, or as the last. */
export function officePackage(kind: keyof typeof main, listed: 'first' | 'last' = 'first') {
  const [path, type] = main[kind];
  const types = {
    name: '[Content_Types].xml',
    content: `<Types><Override PartName="/${path}" ContentType="${type}${parts[kind]}.main+xml"/></Types>`,
  };
  const rest = [
    { name: '_rels/.rels', content: '<Relationships/>' },
    { name: path, content: '<document/>' },
    ...(kind === 'docm' ? [{ name: 'word/vbaProject.bin', content: 'Sub AutoOpen()' }] : []),
  ];
  return zip(listed === 'first' ? [types, ...rest] : [...rest, types]);
}

export function openDocument(kind: string): Uint8Array {
  const mimetype = `application/vnd.oasis.opendocument.${kind}`;
  return zip([
    { name: 'mimetype', content: mimetype, stored: true },
    { name: 'content.xml', content: '<office:document-content/>' },
  ]);
}
