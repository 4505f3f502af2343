/** Writes ZIP archives in the ways of different programs. The entries are deflated or stored. */
import { crc32, deflateRawSync, type ZlibOptions } from 'node:zlib';

export interface Part {
  name: string;
  content: string | Uint8Array;
  /** Whether it is not compressed, as OpenDocument requires of its first entry. */
  stored?: boolean;
}

/** The way in which a program writes archives; by default the simplest. */
export interface Writer {
  /** Sizes after the content (bit 3): with the descriptor's signature, without it, or in 8 bytes. */
  descriptor?: 'signed' | 'bare' | 'long';
  /** Sizes in the ZIP64 field of each local header. */
  zip64?: boolean;
  /** An extra field before any other, as Office uses for padding. */
  padding?: number;
  deflate?: ZlibOptions;
}

export function zip(parts: readonly Part[], writer: Writer = {}): Uint8Array {
  const { descriptor, zip64 = false, padding = 0, deflate = { level: 9 } } = writer;
  const [files, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const { name, content, stored = false } of parts) {
    const plain = Buffer.from(content as Uint8Array);
    const packed = stored ? plain : deflateRawSync(plain, deflate);
    const streams = descriptor !== undefined && !stored;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(zip64 ? 45 : 20, 0);
    fields.writeUInt16LE(streams ? 8 : 0, 2);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    fields.writeUInt32LE(crc32(plain), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(plain.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 'latin1');
    fields.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    directory.push(central, Buffer.from(name));
    const extra = [Buffer.alloc(padding)];
    if (padding > 0) {
      extra[0]?.writeUInt16LE(0xa220, 0);
      extra[0]?.writeUInt16LE(padding - 4, 2);
    }
    if (zip64) {
      extra.push(longSizes(packed.length, plain.length));
      fields.writeUInt32LE(0xffffffff, 14);
      fields.writeUInt32LE(0xffffffff, 18);
    }
    if (streams) fields.fill(0, 10, 22);
    fields.writeUInt16LE(Buffer.concat(extra).length, 24);
    const behind = streams ? [descriptorOf(descriptor, plain, packed)] : [];
    const local = [
      Buffer.from('PK\x03\x04', 'latin1'),
      fields,
      Buffer.from(name),
      ...extra,
      packed,
    ];
    files.push(...local, ...behind);
    offset += [...local, ...behind].reduce((sum, one) => sum + one.length, 0);
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

function longSizes(packed: number, plain: number): Buffer {
  const field = Buffer.alloc(20);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(16, 2);
  field.writeBigUInt64LE(BigInt(plain), 4);
  field.writeBigUInt64LE(BigInt(packed), 12);
  return field;
}

function descriptorOf(kind: Writer['descriptor'], plain: Buffer, packed: Buffer): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(plain));
  const sizes = Buffer.alloc(kind === 'long' ? 16 : 8);
  if (kind === 'long') {
    sizes.writeBigUInt64LE(BigInt(packed.length), 0);
    sizes.writeBigUInt64LE(BigInt(plain.length), 8);
  } else {
    sizes.writeUInt32LE(packed.length, 0);
    sizes.writeUInt32LE(plain.length, 4);
  }
  const signature = kind === 'bare' ? [] : [Buffer.from('PK\x07\x08', 'latin1')];
  return Buffer.concat([...signature, checksum, sizes]);
}

const main = {
  docx: ['word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml'],
  docm: ['word/document.xml', 'application/vnd.ms-word.document.macroEnabled'],
  xlsx: ['xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml'],
  pptx: ['ppt/presentation.xml', 'application/vnd.openxmlformats-officedocument.presentationml'],
} as const;

const parts = { docx: '.document', docm: '', xlsx: '.sheet', pptx: '.presentation' } as const;

/** An Office package with its list of types as the first or the last entry. */
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
