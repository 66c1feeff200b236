/** What commander says about a command line, in the form of our own problems. */
import type { Command, CommanderError } from 'commander';
import type { OutsideProblem } from '../io/problem.ts';
import { nearest } from './nearest.ts';

/** @param asked the first word, which names the verb if there is one of that name */
export const wrongUse = ({ code, message }: CommanderError, program: Command, asked: string | undefined): OutsideProblem => {
  const verb = program.commands.find(command => command.name() === asked);
  const help = verb === undefined ? 'what payment-topology --help says' : `what payment-topology ${verb.name()} --help says`;
  const verbs = `one of ${program.commands.map(command => command.name()).join(', ')}`;
  const problem = (where: string, saw: string, want: string): OutsideProblem => ({ code: 'PT-001', where, saw, want });
  const [, choice, place, choices] = /'([^']*)' is invalid(?: for argument '([^']*)')?\. Allowed choices are (.*?)\.?$/.exec(message) ?? [];
  const quoted = /'([^']*)'/.exec(message)?.[1] ?? '';
  switch (code) {
    case 'commander.help': return problem('command line', 'no verb', verbs);
    case 'commander.unknownCommand': return problem('command line', `no verb '${quoted}'`, nearest(quoted, program.commands.map(command => command.name()), 1)[0] ?? verbs);
    case 'commander.unknownOption': return problem('command line', `no option '${quoted}'`, optionNear(quoted, verb ?? program) ?? help);
    case 'commander.missingArgument': return problem(`<${quoted}>`, 'nothing', choicesOf(verb, quoted) ?? help);
    case 'commander.optionMissingArgument': return problem(longOf(quoted), 'no value', quoted.split(' ').at(-1) ?? help);
    case 'commander.missingMandatoryOptionValue': return problem(longOf(quoted), 'nothing', quoted.split(' ').at(-1) ?? help);
    case 'commander.excessArguments': return problem('command line', /got (\d+)/.exec(message)?.[1]?.concat(' words') ?? 'too many words', `${/Expected (\d+)/.exec(message)?.[1] ?? 'fewer'}: ${help}`);
    case 'commander.invalidArgument':
      if (choice !== undefined && choices !== undefined) return problem(place === undefined ? longOf(quoted) : `<${place}>`, `'${choice}'`, `one of ${choices}`);
  }
  return problem('command line', message.replace(/^error: /, '').replace(/\.$/, '').replaceAll('\n', ' '), help);
};

/** Without the dashes, which every option has. */
const optionNear = (asked: string, { options }: Command): string | undefined => {
  const names = [...options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? ''), '--help'].map(long => long.replace(/^--/, ''));
  return nearest(asked.replace(/^-+/, '').replace(/=.*$/s, ''), names, 1).map(name => `--${name}`)[0];
};

/** `-o, --out <dir>` → `--out`. */
const longOf = (flags: string): string => /--[a-z-]+/.exec(flags)?.[0] ?? flags;

const choicesOf = (verb: Command | undefined, name: string): string | undefined => {
  const choices = verb?.registeredArguments.find(argument => argument.name() === name)?.argChoices;
  return choices === undefined ? undefined : `one of ${choices.join(', ')}`;
};
