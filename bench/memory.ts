/** The memory of the platform on this machine: workerd, and in it the database. Linux only. */
import { readFileSync, writeFileSync } from 'node:fs';
import { youngestWorkerd } from './workerd.ts';

/** Lets the peak begin anew. @returns how far it has risen since, in bytes; null elsewhere than on Linux */
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

/** The memory of workerd now, in bytes; null elsewhere than on Linux. */
export function residentMemory(): number | null {
  const pid = youngestWorkerd();
  return pid === null ? null : readStatus(pid, 'VmRSS');
}

function readStatus(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
}
