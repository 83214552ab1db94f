import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { hasCode } from '../../core/files/fileError.ts';

/** Milliseconds that programs have to end by themselves. */
const grace = 1500;
const step = 50;

/**
 * Ends a shell and the jobs that it started in its terminal: hang up, then kill. What has left the session, as daemons
 * do, goes on.
 */
export async function endSession(leader: number): Promise<void> {
  signalGroups(await groupsOf(leader), 'SIGHUP', 'SIGCONT');
  for (let waited = 0; waited < grace; waited += step) {
    await pause(step);
    if ((await groupsOf(leader)).size === 0) return;
  }
  signalGroups(await groupsOf(leader), 'SIGKILL');
}

/** The process groups of a session that have a process which is not a zombie. */
async function groupsOf(session: number): Promise<Set<number>> {
  const groups = new Set<number>();
  for (const entry of await processIds(session)) {
    // pid (name) state ppid pgrp session …; the name may have anything in it.
    const [state, , group, ofSession] = (await statOf(entry)).replace(/^.*\) /s, '').split(' ');
    if (Number(ofSession) === session && state !== 'Z') groups.add(Number(group));
  }
  return groups;
}

/** All processes where the system has /proc, else the leader alone. */
async function processIds(leader: number): Promise<string[]> {
  try {
    return (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    return [String(leader)];
  }
}

async function statOf(pid: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    // It has ended meanwhile.
    if (hasCode(error, 'ENOENT', 'ESRCH')) return '';
    throw error;
  }
}

function signalGroups(groups: Iterable<number>, ...signals: NodeJS.Signals[]): void {
  for (const group of groups) {
    for (const signal of signals) {
      try {
        process.kill(-group, signal);
      } catch (error) {
        if (!hasCode(error, 'ESRCH', 'EPERM')) throw error;
      }
    }
  }
}
