#!/usr/bin/env node
/** `nnspec`: finds the command, gives it its arguments, and turns what goes wrong into a message and a code. */
import { oneLine } from '../base/plainText.ts';
import { ENGINE_VERSION } from '../runs/version.ts';
import { nearest } from '../base/schema/suggest.ts';
import { parseArgs, UsageError } from './args.ts';
import { EXIT } from './command.ts';
import { COMMANDS } from './commands.ts';
import { commandHelp, programHelp, usageLine } from './help.ts';
import { processIo, type Io } from './io.ts';
import { errorLine } from './report.ts';

async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') {
    await io.out(`${ENGINE_VERSION}\n`);
    return EXIT.done;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    await io.out(programHelp(COMMANDS));
    return EXIT.done;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) {
    const near = nearest(
      name ?? '',
      COMMANDS.map((candidate) => candidate.name),
    );
    const wrong = name === undefined ? '' : `There is no command ${oneLine(name)}.`;
    const hint = name === undefined || near === undefined ? '' : ` Did you mean ${near}?`;
    io.err(`${wrong}${hint}${wrong === '' ? '' : '\n\n'}${programHelp(COMMANDS)}`);
    return EXIT.usage;
  }
  const beforeDashes = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (beforeDashes.includes('--help') || beforeDashes.includes('-h')) {
    await io.out(commandHelp(command));
    return EXIT.done;
  }
  try {
    const args = parseArgs(rest, command.options);
    const [file, ...more] = args.positionals;
    if (file === undefined) throw new UsageError(`${command.positional} is missing.`);
    if (more.length > 0 && command.several !== true) {
      throw new UsageError(`One ${command.positional} only, not also ${more.join(', ')}.`);
    }
    return await command.run(file, args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`nnspec: ${oneLine(error.message)}\nUsage: ${usageLine(command)}\n`);
      return EXIT.usage;
    }
    io.err(errorLine(error));
    return EXIT.problem;
  }
}

const io = processIo();
process.on('uncaughtException', (error) => {
  io.err(errorLine(error));
  process.exit(EXIT.problem);
});
process.exitCode = await main(process.argv.slice(2), io);
