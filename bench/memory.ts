/** The memory of the local platform: workerd, including its database. Linux only. */
import { readFileSync, writeFileSync } from 'node:fs';
import { youngestWorkerd } from './workerd.ts';

/** Resets the peak. @returns a function for its rise since, in bytes; null except on Linux */
export function watchMemory(): () => number | null {
  const pid = youngestWorkerd();
  if (pid === null) return () => null;
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    return () => null;
  }
  const before = readStatus(pid, 'VmRSS');
  return () => Math.max(0, readStatus(pid, 'VmHWM') - before);
}

/** The memory of workerd now, in bytes; null except on Linux. */
export function residentMemory(): number | null {
  const pid = youngestWorkerd();
  return pid === null ? null : readStatus(pid, 'VmRSS');
}

function readStatus(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
}
