/** Range requests (RFC 9110, section 14). */

export interface Part {
  offset: number;
  length: number;
}

/**
 * The part of `size` bytes that a Range field asks for: null for all of it (no field, one that is
 * malformed or names several ranges), `unsatisfiable` where no byte fits.
 */
export function parseRange(field: string | null, size: number): Part | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(field?.trim() ?? '');
  if (!match) return null;
  const [first, last] = [match[1] as string, match[2] as string];
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { offset: size - length, length };
  }
  const offset = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < offset) return null;
  return offset >= size ? 'unsatisfiable' : { offset, length: end - offset + 1 };
}
