/** Runs the real `terraform validate` over synthesized stacks, with one initialization for all of them. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPath, runCommand } from './command.ts';
import { inTurns } from './in-turns.ts';

/** What Terraform says about one stack; empty when it is valid. */
export interface Validation {
  /** Path of the stack's folder, as given. */
  readonly stack: string;
  readonly diagnostics: readonly string[];
}

/** Validation, or the reason why there is none. */
export type Validated = { readonly ran: true; readonly stacks: readonly Validation[] } | { readonly ran: false; readonly reason: string };

/** Terraform itself takes most of a core for each. */
const AT_ONCE = 2;

/** Environment variable that names a folder with providers. */
export const PLUGINS = 'PAYMENT_TOPOLOGY_TF_PLUGINS';

/**
 * @param folders folders that hold one `cdk.tf.json` each
 * @param providers `hashicorp/aws/5.100.0`, … that all of them need
 */
export const validateStacks = async (folders: readonly string[], providers: readonly string[], env: NodeJS.ProcessEnv): Promise<Validated> => {
  const terraform = onPath('terraform', env['PATH']);
  if (terraform === undefined) return { ran: false, reason: 'no terraform on PATH' };
  const temporary = mkdtempSync(join(tmpdir(), 'terraform-'));
  try {
    const mirror = findMirror(providers, env);
    const surroundings = { ...env, TF_CLI_CONFIG_FILE: cliConfig(temporary), TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1', TF_DATA_DIR: join(temporary, 'data') };
    const init = requirementsIn(join(temporary, 'init'), providers);
    const plugins = mirror === undefined ? [] : [`-plugin-dir=${mirror}`];
    const { code, stdout, stderr } = await runCommand(terraform, ['init', '-backend=false', '-input=false', '-no-color', ...plugins], { cwd: init, env: surroundings });
    if (code !== 0) return { ran: false, reason: `${mirror === undefined ? `no folder with ${providers.join(', ')}, and ` : ''}terraform init: ${lastError(stderr || stdout)}` };
    return { ran: true, stacks: await inTurns(folders, AT_ONCE, (folder, i) => validate(terraform, folder, copyOf(folder, join(temporary, String(i)), init), surroundings)) };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

const validate = async (terraform: string, stack: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Validation> => {
  const { stdout, stderr } = await runCommand(terraform, ['validate', '-json', '-no-color'], { cwd, env });
  try {
    const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly summary: string; readonly detail?: string; readonly snippet?: { readonly context?: string } }[] };
    return { stack, diagnostics: diagnostics.map(({ summary, detail, snippet }) => [snippet?.context, summary, detail].filter(Boolean).join(': ')) };
  } catch {
    return { stack, diagnostics: [stderr.trim() || stdout.trim() || 'terraform gave no answer'] };
  }
};

/** A folder that holds every provider, laid out as Terraform's own mirrors are. */
export const findMirror = (providers: readonly string[], env: NodeJS.ProcessEnv): string | undefined => {
  const optional = join('/', 'opt');
  const candidates = [
    env[PLUGINS] ?? '',
    join(homedir(), '.terraform.d', 'plugins'), join(homedir(), '.cache', 'terraform', 'plugins'), join(homedir(), '.terraform.d', 'plugin-cache'),
    '/usr/share/terraform/plugins', '/usr/local/share/terraform/plugins', '/usr/share/terraform/providers', '/usr/local/share/terraform/providers',
    ...(existsSync(optional) ? readdirSync(optional).sort().map(name => join(optional, name)) : []),
  ];
  return candidates.find(folder => folder !== '' && providers.every(provider => existsSync(join(folder, 'registry.terraform.io', provider))));
};

/** A configuration of our own: one that the environment names may not be there. */
const cliConfig = (folder: string): string => {
  const path = join(folder, 'cli.tfrc');
  writeFileSync(path, 'disable_checkpoint = true\n');
  return path;
};

/** A folder that needs every provider and does nothing, for the one initialization. */
const requirementsIn = (folder: string, providers: readonly string[]): string => {
  mkdirSync(folder);
  const required = providers.map(provider => ({ source: provider.slice(0, provider.lastIndexOf('/')), version: provider.slice(provider.lastIndexOf('/') + 1) }));
  const named = Object.fromEntries(required.map(requirement => [requirement.source.replace('/', '-'), requirement]));
  writeFileSync(join(folder, 'main.tf.json'), JSON.stringify({ terraform: { required_providers: named } }));
  return folder;
};

/** A copy of a stack without what a user's own runs left beside it, with the lock file of the one initialization. */
const copyOf = (folder: string, to: string, initialized: string): string => {
  mkdirSync(to);
  cpSync(join(folder, 'cdk.tf.json'), join(to, 'cdk.tf.json'));
  const lock = join(initialized, '.terraform.lock.hcl');
  if (existsSync(lock)) cpSync(lock, join(to, '.terraform.lock.hcl'));
  return to;
};

const lastError = (text: string): string => text.split('\n').map(line => line.replace(/^[│╷╵\s]+/, '')).filter(line => line.startsWith('Error:')).join(' ') || text.trim();
