// Lets one process at a time install or build in this checkout. The lock is a file with its owner's host and pid;
// the owner touches it while it works, so that a lock whose owner died or stands still can be taken over.
import { readFileSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { say } from './steps.mjs';

const BEAT = 2_000;
const STANDSTILL = 60_000;

/** Runs body while holding the lock file, waiting for its turn if another process holds it. */
export async function withLock(file, body) {
  const mine = JSON.stringify({ host: hostname(), pid: process.pid });
  let told = false;
  while (!take(file, mine)) {
    const owner = read(file);
    if (owner && abandoned(file, owner)) {
      takeOver(file, owner);
      continue;
    }
    if (!told) say('Waiting for another process that installs or builds here …');
    told = true;
    await wait(200);
  }
  const beat = setInterval(() => touch(file), BEAT);
  const release = () => {
    if (read(file) === mine) rmSync(file, { force: true });
  };
  const stop = (signal) => process.exit(signal === 'SIGINT' ? 130 : 143);
  process.once('exit', release).once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await body();
  } finally {
    clearInterval(beat);
    process.off('exit', release).off('SIGINT', stop).off('SIGTERM', stop);
    release();
  }
}

function take(file, content) {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Taken over by another process after a long standstill: nothing to keep alive.
  }
}

function abandoned(file, owner) {
  try {
    if (Date.now() - statSync(file).mtimeMs > STANDSTILL) return true;
    const { host, pid } = JSON.parse(owner);
    if (host !== hostname()) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

// A second lock guards the moment of taking over: without it two processes could both remove "the dead one's" file,
// the slower of them a living one.
function takeOver(file, owner) {
  const guard = `${file}.takeover`;
  if (!take(guard, owner)) {
    try {
      if (Date.now() - statSync(guard).mtimeMs > STANDSTILL) unlinkSync(guard);
    } catch {
      // Its owner was done meanwhile.
    }
    return;
  }
  if (read(file) === owner && abandoned(file, owner)) rmSync(file, { force: true });
  rmSync(guard, { force: true });
}
