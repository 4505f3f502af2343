/** ZIP archives, read by programs that this project did not write. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';

export const hasPython = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0;

/** Reads an archive with Python, which verifies each CRC-32. @returns size by name, or its error */
const script = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None, 'a checksum is wrong'
    print(json.dumps({one.filename: one.file_size for one in archive.infolist()}))
`;

/**
 * The sizes of the files in an archive by name, as Python's zipfile reads them.
 * @throws Error with the fault that Python finds
 */
export function sizesByPython(archive: Uint8Array): Record<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-zip-'));
  try {
    const path = join(folder, 'archive.zip');
    writeFileSync(path, archive);
    const { stdout, stderr, status } = spawnSync('python3', ['-c', script, path]);
    if (status !== 0) throw new Error(String(stderr));
    return JSON.parse(String(stdout));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The files in an archive by name, as fflate reads them. */
export const filesByFflate = (archive: Uint8Array): Record<string, Buffer> =>
  Object.fromEntries(
    Object.entries(unzipSync(archive)).map(([name, bytes]) => [name, Buffer.from(bytes)]),
  );
