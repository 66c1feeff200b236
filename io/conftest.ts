/** Runs conftest over a folder and reads what the policies say. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { OutsideError } from './problem.ts';
import { verdictOf } from './verdicts.ts';
import type { CheckRun, Examined, Finding } from '../model/index.ts';

/** One finding of a rule, or one count, as `policies/lib/report.rego` writes it. */
interface Result<T> {
  readonly msg: string;
  readonly metadata: T;
}

interface Output {
  readonly failures?: readonly Result<Finding>[];
  readonly warnings?: readonly Result<Examined>[];
}

/** The rules that ship with this package: beside `dist`, and in the repository beside `io`. */
export const POLICIES = ['../policies', '../../policies'].map(path => new URL(path, import.meta.url).pathname).find(path => existsSync(path)) ?? 'policies';

/** What others keep in the folder, such as `.terraform/` of an applied stack, is not ours to judge. */
const HIDDEN = '(^|/)\\.';

export interface Judging {
  /** Path of conftest. */
  readonly conftest: string;
  /** Everything is named relative to it. */
  readonly folder: string;
  /** Files and folders below it. */
  readonly paths: readonly string[];
  /** Files in these folders that no rule reads, in whatever language they are. */
  readonly except?: readonly string[];
  /** What the rules read as `data`, besides the files. */
  readonly data: object;
  /** Where verdicts are kept. */
  readonly cache: string;
}

/** @throws PT-010 where a file or a rule cannot be parsed */
export const runConftest = ({ conftest, folder, paths, except = [], data, cache }: Judging): Promise<CheckRun> => {
  const ignored = [HIDDEN, ...except.map(path => `^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)].join('|');
  const rest = [ignored, JSON.stringify(data)];
  return verdictOf(cache, { program: conftest, rules: POLICIES, folder, paths, rest }, () => judge(conftest, folder, ['--ignore', ignored, ...paths], data));
};

const judge = async (conftest: string, folder: string, what: readonly string[], data: object): Promise<CheckRun> => {
  const temporary = mkdtempSync(join(tmpdir(), 'payment-topology-'));
  try {
    const file = join(temporary, 'data.json');
    writeFileSync(file, JSON.stringify(data));
    const args = ['test', '--combine', '--no-color', '--no-fail', '--output', 'json', '--policy', POLICIES, '--data', file, ...what];
    const { stdout, stderr } = await runCommand(conftest, args, { cwd: folder });
    if (!stdout.trimStart().startsWith('[')) {
      throw new OutsideError({ code: 'PT-010', where: 'conftest', saw: stderr.trim() || 'no answer', want: 'files that parse and policies that compile' });
    }
    const outputs = JSON.parse(stdout) as readonly Output[];
    const findings = outputs.flatMap(output => output.failures ?? []).map(({ metadata }) => metadata);
    const examined = outputs.flatMap(output => output.warnings ?? []).map(({ metadata }) => metadata);
    return { findings: byKey(findings, f => `${f.region} ${f.code} ${f.object} ${f.path} ${f.saw}`), examined: byKey(examined, e => `${e.code} ${e.rule} ${e.region}`) };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

/** Conftest answers in no order. */
const byKey = <T>(items: readonly T[], key: (item: T) => string): readonly T[] => [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
