/**
 * What a context of a kubeconfig says: where the API server is, whom to trust, who asks. The file is always given; none is looked for in the environment or in
 * a home folder. Own code instead of @kubernetes/client-node's KubeConfig: that adds 1 MB and 0.1 s, forgets the groups of an impersonation, reads the
 * token files of users that nobody asked for, and waits without end for a sign-in plugin.
 */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { parse } from 'yaml';
import { runCommand } from './command.ts';
import { membersOf, readText } from './emitted.ts';
import { OutsideError } from './problem.ts';
import { proxyNamed } from './proxy.ts';

export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** Who asks: headers, or a certificate. */
export interface Identity {
  readonly headers: Headers;
  readonly cert?: string;
  readonly key?: string;
}

export interface ClusterAccess {
  /** Name of the context. */
  readonly context: string;
  /** URL of the API server, without a slash at its end. */
  readonly server: string;
  readonly trust: { readonly ca?: string; readonly servername?: string; readonly rejectUnauthorized?: false };
  /** An HTTP proxy on the way, or null. */
  readonly proxy: URL | null;
  /** @param isRefused whether the server refused what was said last: a plugin is then asked again */
  readonly identity: (isRefused: boolean) => Promise<Identity>;
}

/**
 * @param context name of a context, or what the file calls `current-context`
 * @param env what a sign-in plugin gets to see; it may name a proxy
 * @throws PT-019 for a file that is none, a context that is not there, and what this program cannot do
 */
export const clusterAccess = (file: string, context: string | undefined, env: NodeJS.ProcessEnv): ClusterAccess => {
  const config = membersOf(configIn(file));
  const contexts = named(config, 'contexts');
  const name = context ?? textOf(config['current-context']) ?? '';
  const found = contexts.get(name);
  if (found === undefined) {
    const saw = context !== undefined ? `no context '${context}'` : name === '' ? 'no current-context' : `current-context '${name}', which is not there`;
    throw problem(file, saw, contexts.size === 0 ? 'a kubeconfig with contexts' : `--context with one of ${[...contexts.keys()].sort().join(', ')}`);
  }
  const cluster = entry(file, config, 'clusters', name, textOf(found['cluster']));
  const user = entry(file, config, 'users', name, textOf(found['user']));
  const server = serverOf(file, name, cluster);
  const trust = {
    ...present('ca', dataOf(file, cluster, 'certificate-authority')),
    ...present('servername', textOf(cluster['tls-server-name'])),
    ...(cluster['insecure-skip-tls-verify'] === true ? { rejectUnauthorized: false as const } : {}),
  };
  const identity = identityOf({ file, context: name, user, cluster, env });
  checkCertificates(file, name, trust, user);
  return { context: name, server, trust, proxy: proxyOf(file, cluster, server, env), identity };
};

const configIn = (file: string): unknown => {
  const text = reading(file);
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    throw problem(file, `no YAML: ${(error as Error).message.split('\n')[0]}`, 'a kubeconfig');
  }
};

const named = (config: Members, list: string): ReadonlyMap<string, Members> => new Map(Object.values(membersOf(config[list])).map(membersOf)
  .flatMap(item => (typeof item['name'] === 'string' ? [[item['name'], membersOf(item[list.slice(0, -1)])] as const] : [])));

const entry = (file: string, config: Members, list: string, context: string, name: string | undefined): Members => {
  const all = named(config, list);
  const found = all.get(name ?? '');
  if (found !== undefined) return found;
  throw problem(file, `context '${context}' with ${list.slice(0, -1)} '${name ?? ''}', which is not there`, `one of ${[...all.keys()].sort().join(', ') || 'none: the file has no ' + list}`);
};

const serverOf = (file: string, context: string, cluster: Members): string => {
  const text = textOf(cluster['server']) ?? '';
  if (/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) return text.replace(/\/+$/, '');
  throw problem(file, `context '${context}' with server '${text}'`, 'a URL with https');
};

const proxyOf = (file: string, cluster: Members, server: string, env: NodeJS.ProcessEnv): URL | null => {
  const written = textOf(cluster['proxy-url']);
  const text = written ?? proxyNamed(env, new URL(server));
  if (text === null) return null;
  if (URL.canParse(text) && new URL(text).protocol === 'http:') return new URL(text);
  throw problem(written === undefined ? 'HTTPS_PROXY' : file, written === undefined ? `'${text}'` : `proxy-url '${text}'`, 'an http:// proxy: others are not spoken');
};

interface Asking {
  readonly file: string;
  readonly context: string;
  readonly user: Members;
  readonly cluster: Members;
  readonly env: NodeJS.ProcessEnv;
}

const identityOf = (asking: Asking): ClusterAccess['identity'] => {
  const { file, context, user } = asking;
  const impersonation = impersonationOf(user);
  if (user['exec'] !== undefined && user['exec'] !== null) return pluginIdentity(asking, impersonation);
  if (user['auth-provider'] !== undefined) {
    throw problem(file, `context '${context}' with auth-provider ${textOf(membersOf(user['auth-provider'])['name']) ?? ''}, which Kubernetes took away in 1.26`, 'an exec plugin, a token or a certificate');
  }
  const certificate = { ...present('cert', dataOf(file, user, 'client-certificate')), ...present('key', dataOf(file, user, 'client-key')) };
  const password = textOf(user['username']);
  return () => {
    // a token in a file is renewed by others: read each time, and it goes before one that is written down, as client-go does
    const tokenFile = textOf(user['tokenFile']);
    const token = tokenFile === undefined ? textOf(user['token']) : reading(beside(file, tokenFile)).trim();
    const authorization = token !== undefined ? `Bearer ${token}`
      : password === undefined ? undefined : `Basic ${Buffer.from(`${password}:${textOf(user['password']) ?? ''}`).toString('base64')}`;
    return Promise.resolve({ headers: { ...impersonation, ...present('authorization', authorization) }, ...certificate });
  };
};

const impersonationOf = (user: Members): Headers => ({
  ...present('Impersonate-User', textOf(user['as'])),
  ...present('Impersonate-Uid', textOf(user['as-uid'])),
  ...Object.fromEntries([['Impersonate-Group', user['as-groups']] as const, ...Object.entries(membersOf(user['as-user-extra'])).map(([key, values]) => [`Impersonate-Extra-${encodeURIComponent(key)}`, values] as const)]
    .map(([header, values]) => [header, Object.values(membersOf(values)).map(String)] as const).filter(([, values]) => values.length > 0)),
});

/** Asks a program such as `aws eks get-token`; what it says holds until it expires or is refused. */
const pluginIdentity = (asking: Asking, impersonation: Headers): ClusterAccess['identity'] => {
  let said: { readonly identity: Identity; readonly until: number } | null = null;
  return async isRefused => {
    if (said !== null && !isRefused && Date.now() < said.until) return said.identity;
    const status = await askPlugin(asking);
    const token = textOf(status['token']);
    const identity: Identity = {
      headers: { ...impersonation, ...present('authorization', token === undefined ? undefined : `Bearer ${token}`) },
      ...present('cert', textOf(status['clientCertificateData'])), ...present('key', textOf(status['clientKeyData'])),
    };
    const expires = Date.parse(textOf(status['expirationTimestamp']) ?? '');
    said = { identity, until: Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires - EARLY_MS };
    return identity;
  };
};

/** A token is renewed this long before it ends. */
const EARLY_MS = 10_000;
const PLUGIN_MS = 60_000;

const askPlugin = async ({ file, context, user, cluster, env }: Asking): Promise<Members> => {
  const exec = membersOf(user['exec']);
  const command = textOf(exec['command']) ?? '';
  const apiVersion = textOf(exec['apiVersion']) ?? 'client.authentication.k8s.io/v1';
  const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false, ...(exec['provideClusterInfo'] === true ? { cluster } : {}) } };
  const added = Object.values(membersOf(exec['env'])).map(membersOf).map(({ name, value }) => [String(name), String(value)]);
  const { code, stdout, stderr } = await runCommand(
    command.includes('/') ? beside(file, command) : command, Object.values(membersOf(exec['args'])).map(String),
    { env: { ...env, ...Object.fromEntries(added), KUBERNETES_EXEC_INFO: JSON.stringify(info) }, timeout: PLUGIN_MS },
  );
  const refuse = (saw: string): never => {
    throw new OutsideError({ code: 'PT-021', where: `${file} context '${context}'`, saw: `the sign-in plugin ${command}: ${saw}`, want: 'a plugin that signs in without asking a person' });
  };
  if (code !== 0) return refuse(stderr.trim().split('\n').at(-1) || (code === null ? `no end within ${PLUGIN_MS / 1000} s` : `exit code ${code}`));
  try {
    const status = membersOf(membersOf(JSON.parse(stdout))['status']);
    return status['token'] === undefined && status['clientCertificateData'] === undefined ? refuse('neither token nor certificate') : status;
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    return refuse('an answer that is no JSON');
  }
};

/** A broken certificate is said here, not as a failure to connect. */
const checkCertificates = (file: string, context: string, { ca }: { readonly ca?: string }, user: Members): void => {
  try {
    createSecureContext({ ...present('ca', ca), ...present('cert', dataOf(file, user, 'client-certificate')), ...present('key', dataOf(file, user, 'client-key')) });
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    throw problem(file, `context '${context}' with a certificate or key that is broken: ${(error as Error).message.split(':').at(-1)}`, 'PEM, in base64 where it stands in the file itself');
  }
};

/** `<key>-data` in base64, else the file at `<key>`. */
const dataOf = (file: string, from: Members, key: string): string | undefined => {
  const data = textOf(from[`${key}-data`]);
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  const path = textOf(from[key]);
  return path === undefined ? undefined : reading(beside(file, path));
};

const beside = (file: string, path: string): string => (isAbsolute(path) ? path : join(dirname(resolve(file)), path));

const reading = (path: string): string => {
  try {
    return readText(path);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    throw new OutsideError(...error.problems.map(problem => ({ ...problem, code: 'PT-019' as const })));
  }
};

type Members = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const present = <K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string };

const problem = (where: string, saw: string, want: string): OutsideError => new OutsideError({ code: 'PT-019', where, saw, want });
