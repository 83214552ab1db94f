import { readFile } from 'node:fs/promises';
import { hasCode } from '../core/files/fileError.ts';

/** What names the leader of a run: a pid alone is given to another process sooner or later. */
export interface Leader {
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
}

/** Whether that very process lives. */
export async function isLeaderAlive(leader: Leader): Promise<boolean> {
  if ((await readBootId()) !== leader.bootId) return false;
  const process = await readProcess(leader.pid);
  return process !== undefined && process.startTime === leader.startTime && process.state !== 'Z';
}

/** Asks a leader to end its run, which it does within 10 s. False where it is dead already. */
export async function terminateLeader(leader: Leader): Promise<boolean> {
  if (!(await isLeaderAlive(leader))) return false;
  try {
    process.kill(leader.pid, 'SIGTERM');
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}

/** State (one letter) and start time of a process, undefined where there is none. */
export async function readProcess(pid: number): Promise<{ state: string; startTime: string } | undefined> {
  let text: string;
  try {
    text = await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
  // The name in parentheses may hold blanks and parentheses: the fields are counted after the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  if (state === undefined || startTime === undefined) return undefined;
  return { state, startTime };
}

/** Changes with every start of the machine. */
export async function readBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}
