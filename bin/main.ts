#!/usr/bin/env node
/** The command line: the only place with arguments, environment variables, a clock and exit codes. Each verb is loaded when it is called. */
import { Argument, Command, CommanderError, Option } from 'commander';
import type { OutsideProblem } from '../io/problem.ts';
import { OutsideError } from '../io/problem.ts';
import { CARD_DATA_MODES } from '../model/index.ts';
import { ownVersion } from '../io/version.ts';
import { complainOf } from './problems.ts';
import type { ExitCode, Session } from './session.ts';
import { terminalOf } from './terminal.ts';
import { wrongUse } from './wrong-use.ts';

const session: Session = {
  terminal: terminalOf(process.stdout, process.stderr, process.env),
  folder: process.cwd(),
  env: process.env,
  today: new Date().toISOString().slice(0, 10),
  elapsed: () => performance.now(),
};

/** Where synth writes and the others read: what the cdktf CLI says, or `out`. */
const OUT = process.env['CDKTF_OUTDIR'] ?? 'out';

/** `'services'` and so on; the verb has the tables. */
const LISTS = ['services', 'edges', 'stores', 'topics', 'secrets', 'providers', 'environments'] as const;

const program = new Command('payment-topology')
  .description('Synthesizes, explains and checks the payment platform that topology.config.ts describes.')
  .version(ownVersion(), '--version', 'print the version')
  .exitOverride()
  .configureOutput({ writeErr: () => undefined })
  .showHelpAfterError(false);

const region = (): Option => new Option('-r, --region <name>', 'one region of it');
const verb = (name: string, description: string, regions: Option = region()): Command => program.command(name).description(description)
  .option('-e, --environment <name>', 'environment, or all', undefined)
  .addOption(regions)
  .option('--json', 'print JSON')
  .addOption(new Option('-c, --config <file>', 'configuration').default('topology.config.ts'));

const act = (work: (...args: never[]) => Promise<ExitCode>) => async (...args: unknown[]): Promise<void> => { process.exitCode = await work(...args as never[]); };

const mode = (): Option => new Option('--mode <mode>', 'card-data mode instead of the environment\'s own').choices(CARD_DATA_MODES);
const READ = 'output folder to read instead of the catalog';

verb('synth', 'compile the catalog and write every region: cloud, cluster and topology (default: production, all regions)')
  .option('-o, --out <dir>', 'folder to write', OUT)
  .addOption(mode())
  .action(act(async (options: Parameters<typeof import('./verbs/synth.ts').synth>[1]) => (await import('./verbs/synth.ts')).synth(session, options)));

verb('check', 'run every policy over the emitted files')
  .argument('[dir]', 'output folder, or any folder with manifests or Terraform JSON', OUT)
  .option('--fresh', 'synthesize into a temporary folder and check that')
  .option('--sarif <file>', 'also write SARIF 2.1.0')
  .option('--junit <file>', 'also write JUnit XML')
  .option('--as-of <date>', 'day on which waivers are judged', session.today)
  .action(act(async (dir: string, options: Parameters<typeof import('./verbs/check.ts').check>[2]) => (await import('./verbs/check.ts')).check(session, dir, options)));

verb('list', 'list what the catalog holds')
  .addArgument(new Argument('<what>', 'noun').choices(LISTS))
  .argument('[dir]', READ)
  .addOption(mode())
  .action(act(async (what: (typeof LISTS)[number], dir: string | undefined, options: Parameters<typeof import('./verbs/list.ts').list>[3]) =>
    (await import('./verbs/list.ts')).list(session, what, dir, options)));

verb('show', 'show a service: what it is and gets, whom it talks to, and why')
  .argument('<service>')
  .argument('[dir]', READ)
  .addOption(mode())
  .action(act(async (name: string, dir: string | undefined, options: Parameters<typeof import('./verbs/show.ts').show>[3]) =>
    (await import('./verbs/show.ts')).show(session, name, dir, options)));

verb('explain', 'explain a derived number as a tree: formula, inputs, source')
  .argument('<pointer>', 'such as workloads/payment-core/replicas')
  .argument('[dir]', READ)
  .addOption(mode())
  .action(act(async (pointer: string, dir: string | undefined, options: Parameters<typeof import('./verbs/explain.ts').explain>[3]) =>
    (await import('./verbs/explain.ts')).explain(session, pointer, dir, options)));

verb('reach', 'say who may talk to whom, from Kubernetes files alone')
  .argument('[dir]', 'output folder, or any folder with Kubernetes objects', OUT)
  .addOption(new Option('--csv', 'print CSV').conflicts('json'))
  .addOption(new Option('--svg', 'print a picture: of one region of an output both planes, of another folder its namespaces').conflicts(['json', 'csv']))
  .addHelpText('after', `
Of an output every region of the environment is answered for, the primary first: as text under a heading, as CSV with a column \`region\`,
as JSON {"regions": [{"region": "production/ap-southeast-3", "connections": [...]}]}. Of any other folder it is {"connections": [...]}.
A connection is {"src": ..., "dst": ..., "protocols": {"TCP": [[first port, last port]]}}.`)
  .action(act(async (dir: string, options: Parameters<typeof import('./verbs/reach.ts').reach>[2]) => (await import('./verbs/reach.ts')).reach(session, dir, options)));

verb('prove', 'prove that somebody can or cannot reach somebody else, with every layer between them')
  .argument('<claim>', "'<from> can-reach <to>[:port]' or '<from> cannot-reach <to>[:port]'")
  .argument('[dir]', 'output folder', OUT)
  .addHelpText('after', `
Names: a workload, component, job, store, provider, load balancer, AWS API, topic, segment or scope; internet, people, ci; or kind/name as in topology.json, also secret/<name>.
Judged in every region of the environment. Exit 0 when the claim holds, 1 when it does not.

Examples:
  payment-topology prove 'internet cannot-reach ledger'
  payment-topology prove 'payment-core can-reach payments:5432'
  payment-topology prove 'analytics cannot-reach core' --environment preprod --json`)
  .action(act(async (claim: string, dir: string, options: Parameters<typeof import('./verbs/prove.ts').prove>[3]) => (await import('./verbs/prove.ts')).prove(session, claim, dir, options)));

verb('evidence', 'write a bundle that a reviewer of the card-data boundary reads, signs and compares with the last one', region().hideHelp())
  .argument('[dir]', 'output folder; the bundle stands in <dir>/<environment>/evidence', OUT)
  .option('--against <bundle>', 'bundle to compare with, instead of what was reviewed last')
  .option('--as-of <date>', 'day on which waivers and reviews are judged', session.today)
  .option('--reviews <dir>', 'where reviews are recorded', 'reviews')
  .option('--record <reviewer>', 'record that somebody reviewed this state')
  .option('--ticket <id>', 'ticket of that review')
  .action(act(async (dir: string, options: Parameters<typeof import('./verbs/evidence.ts').evidence>[2]) => (await import('./verbs/evidence.ts')).evidence(session, dir, options)));

verb('survive', 'predict what runs when a zone, a node or a release fails, from emitted files alone')
  .argument('[dir]', 'output folder', OUT)
  .option('--scenario <name...>', 'only these: as-it-stands, zone-loss, node-loss, group-loss, node-drain, zone-drain, rollout, broken-rollout, group-upgrade, zone-loss-in-rollout, full-load, full-load-zone-loss, promoted, promoted-zone-loss')
  .option('--html <file>', 'also write a page for people: zones as columns, what runs where before, while it lasts and after')
  .option('--explain [finding]', 'say what to change for each finding, or for those of a code or an object, and what would then happen')
  .action(act(async (dir: string, options: Parameters<typeof import('./verbs/survive.ts').survive>[2]) => (await import('./verbs/survive.ts')).survive(session, dir, options)));

verb('verify', 'compare a running cluster with the files of its region; reads only, unless --scratch is given')
  .argument('[dir]', 'output folder', OUT)
  .requiredOption('--kubeconfig <file>', 'file that says how to reach the cluster; no other one is looked for')
  .option('--context <name>', 'context in it (default: its current one)')
  .option('--scratch', 'also try every object in namespaces made for it, and remove them')
  .action(act(async (dir: string, options: Parameters<typeof import('./verbs/verify.ts').verify>[2]) => (await import('./verbs/verify.ts')).verify(session, dir, options)));

verb('diff', 'say what differs between two output folders, in words first')
  .argument('<before>', 'output folder, or any folder with Kubernetes objects')
  .argument('<after>', 'the same')
  .option('--exit-code', 'exit with 1 when there is a difference')
  .option('--markdown', 'print Markdown')
  .action(act(async (before: string, after: string, options: Parameters<typeof import('./verbs/diff.ts').diff>[3]) =>
    (await import('./verbs/diff.ts')).diff(session, before, after, options)));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = failed(error);
}

function failed(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  complainOf(session, problemsOf(error), process.argv.includes('--json'));
  if (process.env['PAYMENT_TOPOLOGY_DEBUG'] === '1' && error instanceof Error) session.terminal.complain(error.stack ?? '');
  return 2;
}

function problemsOf(error: unknown): readonly OutsideProblem[] {
  if (error instanceof CommanderError) return [wrongUse(error, program, process.argv[2])];
  if (error instanceof OutsideError) return error.problems;
  return [{ code: 'PT-000', where: 'payment-topology', saw: String(error), want: 'a report with this line; PAYMENT_TOPOLOGY_DEBUG=1 prints where it happened' }];
}
