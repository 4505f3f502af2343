/** Validation of the pictures in organization/; README lists the requirements. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';

/** Size limits in bytes: all files are part of the Worker, the mark of each page. */
const maxBytes = { 'mark.svg': 1500, 'icon.ico': 20_000, 'logo.png': 40_000, 'share.png': 80_000 };

type Name = keyof typeof maxBytes;

const checks: Record<Name, (bytes: Buffer) => string[]> = {
  'mark.svg': faultsOfMark,
  'icon.ico': faultsOfIcon,
  'logo.png': faultsOfLogo,
  'share.png': faultsOfShare,
};

/** One line for each fault of a file in `folder`. */
export async function organizationFaults(folder: string): Promise<string[]> {
  const names = Object.keys(checks) as Name[];
  const faults = names.map(async (name) => {
    const bytes = await readFile(join(folder, name)).catch(() => null);
    if (!bytes) return [`organization/${name} is missing.`];
    const size = bytes.length > maxBytes[name] && [
      `has ${bytes.length} bytes; at most ${maxBytes[name]} are allowed`,
    ];
    return [...(size || []), ...checks[name](bytes)].map(
      (fault) => `organization/${name} ${fault}.`,
    );
  });
  return (await Promise.all(faults)).flat();
}

const forbiddenElements =
  /^(?:script|style|foreignObject|image|use|a|animate\w*|set|iframe|object|metadata)$/i;
const forbiddenAttributes = /^(?:id|style|class|on\w+|(?:\w+:)?href)$/i;

/** The mark is inlined in each page: it may not contain scripts, references or names of its own. */
function faultsOfMark(bytes: Buffer): string[] {
  const text = bytes.toString('utf8');
  const faults: string[] = [];
  if (!text.startsWith('<svg')) faults.push('must begin with <svg, without a prolog or a comment');
  if (!text.includes('currentColor')) faults.push('must be drawn in currentColor');
  const parser = new SaxesParser();
  let root: Record<string, string> | null = null;
  parser.on('opentag', ({ name, attributes }) => {
    root ??= attributes;
    if (forbiddenElements.test(name)) faults.push(`must not have <${name}>`);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (forbiddenAttributes.test(attribute)) faults.push(`must not have ${attribute}=`);
      if (/url\(/i.test(value)) faults.push(`must not refer to anything (${attribute})`);
    }
  });
  try {
    parser.write(text).close();
  } catch (error) {
    faults.push(`is not well-formed (${(error as Error).message})`);
  }
  if (root && !('viewBox' in root)) faults.push('must have a viewBox');
  return faults;
}

/** An icon must have the sizes that browsers request: 16 and 32 pixels. */
function faultsOfIcon(bytes: Buffer): string[] {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== 0x00010000) return ['is not an ICO file'];
  const count = bytes.readUInt16LE(4);
  const sides = Array.from({ length: count }, (_, n) => bytes[6 + 16 * n]);
  const missing = [16, 32].filter((side) => !sides.includes(side));
  return missing.map((side) => `has no picture of ${side} pixels`);
}

function faultsOfLogo(bytes: Buffer): string[] {
  const size = sizeOfPng(bytes);
  if (!size) return ['is not a PNG file'];
  const square = size.width === size.height && size.width >= 112;
  return square ? [] : [`is ${sizeText(size)}; it must be square, at least 112 × 112`];
}

function faultsOfShare(bytes: Buffer): string[] {
  const size = sizeOfPng(bytes);
  if (!size) return ['is not a PNG file'];
  const right = size.width === 1200 && size.height === 630;
  return right ? [] : [`is ${sizeText(size)}; it must be 1200 × 630`];
}

interface Size {
  width: number;
  height: number;
}

const sizeText = ({ width, height }: Size) => `${width} × ${height}`;

/** IHDR, which comes first (PNG, section 11.2.1). */
function sizeOfPng(bytes: Buffer): Size | null {
  const isPng = bytes.length >= 24 && bytes.readBigUInt64BE(0) === 0x89504e470d0a1a0an;
  return isPng ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : null;
}
