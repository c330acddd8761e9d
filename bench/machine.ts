// What the numbers were measured on, and what a process has used of it so far.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

/** The machine and how busy it is. */
export function machine() {
  const list = cpus();
  const load = loadavg().map((each) => each.toFixed(1));
  return { cpus: list.length, cpu: list[0]?.model.trim() ?? '', node: process.version, load: load.join(' ') };
}

/** Resident memory of a process in megabytes. */
export function rssOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

const TICKS_PER_SECOND = 100;

/** Processor time of a process in milliseconds; NaN where the system does not tell (it needs /proc). */
export function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime and stime are the 12th and 13th after the name.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}
