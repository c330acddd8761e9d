// Runs the steps of a command: one line each on stderr, so that stdout belongs to the command's own result.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Writes one line of progress. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** A step that failed in a way its own output explains; commands print the message without a stack trace. */
export class StepError extends Error {}

/** Runs a program to its end and gives back its exit code and what it printed. */
export function capture(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** Runs a program that prints for itself, hands Ctrl-C on to it, and gives back its exit code. */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
    const hand = (signal) => child.kill(signal);
    process.on('SIGINT', hand).on('SIGTERM', hand);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGINT', hand).off('SIGTERM', hand);
      resolve(code ?? 1);
    });
  });
}

/** Runs a command's body; a failed step ends it with its message and exit code 1. */
export async function command(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
