/** Range requests (RFC 9110, section 14). */

export interface Part {
  offset: number;
  length: number;
}

/**
 * Parses a Range field for a file of `size` bytes: null for the whole file (no field, a malformed one,
 * or several ranges), `unsatisfiable` if the range has no byte of the file.
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
