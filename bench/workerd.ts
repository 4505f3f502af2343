/** The process of the local platform. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** The last workerd that this process started, or null. */
export function youngestWorkerd(): number | null {
  if (process.platform !== 'linux') return null;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const own = pids.map(Number).filter((pid) => {
    try {
      const { name, fields } = statusOf(pid);
      return name === 'workerd' && Number(fields[1]) === process.pid;
    } catch {
      return false;
    }
  });
  return own.sort((a, b) => a - b).at(-1) ?? null;
}

/** The kernel counts CPU time in hundredths of a second (proc_pid_stat(5), USER_HZ). */
const tick = 0.01;

/** The CPU time of a process in seconds, in user and kernel mode. */
export function processorTime(pid: number): number {
  const { fields } = statusOf(pid);
  return (Number(fields[11]) + Number(fields[12])) * tick;
}

/** The name of a process in /proc, and the fields after it. */
function statusOf(pid: number): { name: string; fields: string[] } {
  const [, name = '', rest = ''] =
    /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  return { name, fields: rest.split(' ') };
}
