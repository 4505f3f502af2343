/** The memory of the platform on this machine: workerd, and in it the database. Linux only. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Lets the peak begin anew. @returns how far it has risen since, in bytes; null elsewhere than on Linux */
export function watchMemory(): () => number | null {
  const pid = workerdOf(process.pid);
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
  const pid = workerdOf(process.pid);
  return pid === null ? null : readStatus(pid, 'VmRSS');
}

/** Milliseconds of CPU that workerd has had; null elsewhere than on Linux. */
export function processorTime(): number | null {
  const pid = workerdOf(process.pid);
  if (pid === null) return null;
  const [, fields = ''] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
  return (user + system) * tick;
}

/** In these milliseconds Linux counts (`USER_HZ`, which is 100 everywhere). */
const tick = 10;

/** The youngest workerd among a process's children. */
function workerdOf(parent: number): number | null {
  if (process.platform !== 'linux') return null;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const own = pids.map(Number).filter((pid) => {
    try {
      const [, name, rest = ''] =
        /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      return name === 'workerd' && Number(rest.split(' ')[1]) === parent;
    } catch {
      return false;
    }
  });
  return own.at(-1) ?? null;
}

function readStatus(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
}
