// The operator's command line: `npm run -s admin -- COMMAND`. Results on stdout (one line, or --json), progress and log
// on stderr, exit code 0 or not. Each part of the tool brings its own commands.
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import type { Command, CommandInput } from './base/command.ts';
import { openForAdmin } from './base/db/index.ts';
import { commands } from './commands.ts';
import { ConfigError, readConfig } from './config.ts';
import { AppError } from './errors.ts';
import { createServices } from './services.ts';

class UsageError extends Error {}

function help(): string {
  const width = Math.max(...commands.map((command) => command.name.length)) + 2;
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}${command.summary}`);
  return [
    'Usage: npm run -s admin -- COMMAND [options]',
    '',
    'Commands:',
    ...lines,
    '',
    'COMMAND --help shows its options; --json prints the result as JSON.',
  ].join('\n');
}

function helpFor(command: Command<never>): string {
  const options = Object.entries(command.options ?? {});
  const lines = options.map(
    ([name, option]) =>
      `  --${name}${option.type === 'string' ? ` ${name.toUpperCase()}` : ''}${option.required ? ' (required)' : ''}\n      ${option.summary}`,
  );
  return [
    `Usage: npm run -s admin -- ${command.name}${command.usage ? ` ${command.usage}` : ''} [options]`,
    '',
    command.summary,
    '',
    ...lines,
  ].join('\n');
}

function readInput(command: Command<never>, args: string[]): CommandInput & { json: boolean; help: boolean } {
  const options = Object.fromEntries(
    Object.entries(command.options ?? {}).map(([name, { type, multiple }]) => [
      name,
      { type, multiple: multiple ?? false },
    ]),
  );
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({
      args,
      options: { ...options, json: { type: 'boolean' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
  const { json, help: asked, ...values } = parsed.values;
  const missing = Object.entries(command.options ?? {}).find(
    ([name, option]) => option.required && values[name] === undefined,
  );
  if (missing && !asked) throw new UsageError(`--${missing[0]} is missing: ${missing[1].summary}`);
  return {
    options: values as CommandInput['options'],
    arguments: parsed.positionals,
    json: json === true,
    help: asked === true,
  };
}

async function run(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(`${help()}\n`);
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((one) => one.name === name);
  if (!command) throw new UsageError(`there is no command ${name}; --help lists all`);
  const input = readInput(command, rest);
  if (input.help) {
    process.stdout.write(`${helpFor(command)}\n`);
    return 0;
  }
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const config = readConfig();
  if (command.alone) {
    print(await command.alone(config, input, progress, (result) => print(result, input.json)), input.json);
    return 0;
  }
  const logger = pino({ level: 'warn' }, pino.destination(2));
  const services = await createServices(config, logger, await openForAdmin(config));
  try {
    print(await command.run(services as never, input, progress), input.json);
  } finally {
    await services.close();
  }
  return 0;
}

function print(result: unknown, json: boolean): void {
  if (result === undefined) return;
  const text = typeof result === 'string' && !json ? result : JSON.stringify(result);
  process.stdout.write(`${text}\n`);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof UsageError || error instanceof ConfigError;
  const detail =
    error instanceof AppError ? `${error.code} ${JSON.stringify(error.details)}` : (error as Error).message;
  process.stderr.write(`perennial: ${detail}\n`);
  process.exitCode = usage ? 2 : 1;
}
