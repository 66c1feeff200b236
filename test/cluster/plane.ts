/**
 * A real control plane without containers: etcd, the API server, the controller manager and the scheduler as they are, and one kwok per zone in the place of its
 * kubelets. It has ports, credentials and a folder of its own on the loopback interface, and never reads anybody's configuration.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KubernetesApi, kubernetesApi } from '../../io/kubernetes.ts';
import { OutsideError } from '../../io/problem.ts';
import type { Programs } from './programs.ts';
import { type PodTimes, stages } from './stages.ts';
import { type Supervisor, supervisor } from './supervisor.ts';

/** What the controller manager is told; the defaults are those of Kubernetes where nothing stands here. */
export interface Timings {
  /** Seconds without a heartbeat until a node counts as lost. */
  readonly nodeMonitorGraceSeconds: number;
  /** How often that is looked at. */
  readonly nodeMonitorSeconds: number;
  /** Nodes a second whose pods are evicted in a zone that is whole or wholly lost. */
  readonly nodeEvictionRate: number;
  /** How often quotas are counted anew. */
  readonly quotaSyncSeconds: number;
  /** What a pod that says nothing tolerates of a node that does not answer. */
  readonly defaultTolerationSeconds: number;
}

/**
 * Five to thirty times as fast as the defaults of Kubernetes. Never a rate of exactly 1: the limiter that lets nobody go while a zone is lost in part says of itself that its rate
 * is 1 (`fakeNeverRateLimiter` of client-go), so that a rate of 1 is taken for no change when the rest of the zone is lost, and nobody is ever told to go.
 */
export const SHORT_TIMINGS: Timings = { nodeMonitorGraceSeconds: 8, nodeMonitorSeconds: 1, nodeEvictionRate: 2, quotaSyncSeconds: 10, defaultTolerationSeconds: 10 };
export const SHORT_POD_TIMES: PodTimes = { readyAfterMs: 500, goneAfterMs: 500 };

export interface PlaneOptions {
  readonly programs: Programs;
  readonly zones: readonly string[];
  /** @default SHORT_TIMINGS */
  readonly timings?: Timings;
  /** @default SHORT_POD_TIMES */
  readonly podTimes?: PodTimes;
  /** Ports to try first. @default free ones */
  readonly ports?: Ports;
}

export interface Plane {
  readonly folder: string;
  /** File with the administrator's credentials; its one context is `plane`. */
  readonly kubeconfig: string;
  readonly api: KubernetesApi;
  /** The zone's kubelets fall silent. Its nodes and pods stay as objects, as in a real loss. */
  readonly loseZone: (zone: string) => Promise<void>;
  readonly returnZone: (zone: string) => void;
  /** The kubelets of single nodes fall silent, or answer again. */
  readonly silence: (nodes: readonly string[], silent: boolean) => Promise<void>;
  /** Nobody is placed until the scheduler resumes: then all who wait are, the most important first. */
  readonly pauseScheduler: () => Promise<void>;
  readonly resumeScheduler: () => void;
  /** Ends every program and removes the folder. Whoever does not get here is followed by the supervisor, which does the same. */
  readonly stop: () => Promise<void>;
}

export interface Ports { readonly etcd: number; readonly peer: number; readonly server: number }

const CONTEXT = 'plane';
const ADMIN = 'administrator';

/** Where a port is taken, others are tried. @throws PT-010 with the last words of the program that did not start */
export const startPlane = async (options: PlaneOptions): Promise<Plane> => {
  for (let attempts = 3; ; attempts -= 1) {
    try {
      return await start(options, attempts === 3 && options.ports !== undefined ? options.ports : await freePorts());
    } catch (error) {
      if (attempts === 1 || !(error instanceof PortTaken)) throw error;
    }
  }
};

class PortTaken extends OutsideError {}

const start = async ({ programs, zones, timings = SHORT_TIMINGS, podTimes = SHORT_POD_TIMES }: PlaneOptions, ports: Ports): Promise<Plane> => {
  const folder = mkdtempSync(join(tmpdir(), 'payment-topology-plane-'));
  chmodSync(folder, 0o700);
  const all = supervisor(folder);
  const tokens = Object.fromEntries(USERS.map(([user]) => [user, randomBytes(24).toString('hex')]));
  const run = (id: string, program: keyof Programs, args: readonly string[]): void => all.start(id, programs[program], args);
  try {
    writeCredentials(folder, tokens);
    run('etcd', 'etcd', etcdArguments(folder, ports));
    run('kube-apiserver', 'kube-apiserver', serverArguments(folder, ports, timings));
    await until(() => existsSync(join(folder, 'apiserver.crt')), 'kube-apiserver', all);
    for (const [user] of USERS) writeFileSync(kubeconfigOf(folder, user), kubeconfig(folder, ports.server, tokens[user] ?? ''), { mode: 0o600 });
    const api = kubernetesApi(kubeconfigOf(folder, ADMIN), CONTEXT, {});
    await until(async () => (await api.request('GET', '/readyz', { timeoutMs: 2000 })).status === 200, 'kube-apiserver', all);
    run('kube-controller-manager', 'kube-controller-manager', managerArguments(folder, timings));
    const startScheduler = (): void => run('kube-scheduler', 'kube-scheduler', ['--secure-port=0', '--leader-elect=false', `--kubeconfig=${kubeconfigOf(folder, 'system:kube-scheduler')}`, ...QUICK]);
    startScheduler();
    const kwok = join(folder, 'kwok.yaml');
    writeFileSync(kwok, stages(podTimes).map(document => JSON.stringify(document)).join('\n---\n'));
    const startZone = (zone: string): void => run(zoneId(zone), 'kwok', kwokArguments(folder, kwok, zone, zones.indexOf(zone), timings));
    zones.forEach(startZone);
    await until(async () => (await api.request('GET', '/api/v1/namespaces/default/serviceaccounts/default')).status === 200, 'kube-controller-manager', all);
    return {
      folder, api,
      kubeconfig: kubeconfigOf(folder, ADMIN),
      loseZone: zone => all.stop(zoneId(zone)),
      returnZone: startZone,
      silence: async (nodes, silent) => {
        for (const node of nodes) await api.request('PATCH', `/api/v1/nodes/${node}`, { body: { metadata: { labels: { [SILENT]: silent ? '' : null } } }, contentType: 'application/merge-patch+json' });
      },
      pauseScheduler: () => all.stop('kube-scheduler'),
      resumeScheduler: startScheduler,
      stop: all.end,
    };
  } catch (error) {
    const reason = all.failure();
    const lastWords = reason === undefined ? '' : lastWordsOf(folder, reason.id);
    await all.end();
    if (reason === undefined) throw error;
    const Kind = /address already in use/.test(lastWords) ? PortTaken : OutsideError;
    throw new Kind({ code: 'PT-010', where: reason.id, saw: `${reason.reason}: ${lastWords}`, want: 'a program that starts' });
  }
};

/** Label of a node that nobody is a kubelet of. */
const SILENT = 'payment-topology.dev/silent';

const zoneId = (zone: string): string => `kwok-${zone}`;

/** Name and group of everyone who signs in with a token. */
const USERS = [
  [ADMIN, 'system:masters'],
  ['kwok', 'system:masters'],
  ['system:kube-controller-manager', 'system:authenticated'],
  ['system:kube-scheduler', 'system:authenticated'],
] as const;

const writeCredentials = (folder: string, tokens: Readonly<Record<string, string>>): void => {
  const secret = { mode: 0o600 };
  writeFileSync(join(folder, 'tokens.csv'), USERS.map(([user, group]) => `${tokens[user]},${user},${user},"${group}"\n`).join(''), secret);
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'accounts.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), secret);
  writeFileSync(join(folder, 'accounts.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
};

const kubeconfigOf = (folder: string, user: string): string => join(folder, `${user.replace('system:', '')}.kubeconfig`);

/** The API server signs its own certificate at its first start: it is the authority. */
const kubeconfig = (folder: string, port: number, token: string): string => JSON.stringify({
  apiVersion: 'v1', kind: 'Config', 'current-context': CONTEXT,
  clusters: [{ name: CONTEXT, cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': readFileSync(join(folder, 'apiserver.crt')).toString('base64') } }],
  users: [{ name: CONTEXT, user: { token } }],
  contexts: [{ name: CONTEXT, context: { cluster: CONTEXT, user: CONTEXT } }],
});

/** What is lost with a machine is not worth waiting for a disk. */
const etcdArguments = (folder: string, { etcd, peer }: Ports): readonly string[] => [
  `--data-dir=${join(folder, 'etcd')}`, '--unsafe-no-fsync', '--log-level=warn',
  `--listen-client-urls=http://127.0.0.1:${etcd}`, `--advertise-client-urls=http://127.0.0.1:${etcd}`,
  `--listen-peer-urls=http://127.0.0.1:${peer}`, `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`, `--initial-cluster=default=http://127.0.0.1:${peer}`,
];

const serverArguments = (folder: string, { etcd, server }: Ports, { defaultTolerationSeconds }: Timings): readonly string[] => [
  `--etcd-servers=http://127.0.0.1:${etcd}`, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${server}`,
  // the loopback address is no endpoint that the server would publish
  '--endpoint-reconciler-type=none', `--cert-dir=${folder}`, '--service-cluster-ip-range=10.0.0.0/16',
  `--default-not-ready-toleration-seconds=${defaultTolerationSeconds}`, `--default-unreachable-toleration-seconds=${defaultTolerationSeconds}`,
  '--authorization-mode=RBAC', '--allow-privileged', '--anonymous-auth=false', `--token-auth-file=${join(folder, 'tokens.csv')}`,
  '--service-account-issuer=https://plane.invalid', `--service-account-key-file=${join(folder, 'accounts.pub')}`, `--service-account-signing-key-file=${join(folder, 'accounts.key')}`,
];

/** Clients of a real cluster are slowed down to spare it; here that would only be waited for. */
const QUICK = ['--kube-api-qps=500', '--kube-api-burst=1000'];

const managerArguments = (folder: string, { nodeMonitorGraceSeconds, nodeMonitorSeconds, nodeEvictionRate, quotaSyncSeconds }: Timings): readonly string[] => [
  '--secure-port=0', '--leader-elect=false', `--kubeconfig=${kubeconfigOf(folder, 'system:kube-controller-manager')}`, ...QUICK,
  '--use-service-account-credentials', `--service-account-private-key-file=${join(folder, 'accounts.key')}`, `--root-ca-file=${join(folder, 'apiserver.crt')}`,
  `--node-monitor-grace-period=${nodeMonitorGraceSeconds}s`, `--node-monitor-period=${nodeMonitorSeconds}s`, `--node-eviction-rate=${nodeEvictionRate}`,
  '--horizontal-pod-autoscaler-sync-period=1s', `--resource-quota-sync-period=${quotaSyncSeconds}s`,
];

/** A lease is renewed well within the grace. */
const kwokArguments = (folder: string, configuration: string, zone: string, index: number, { nodeMonitorGraceSeconds }: Timings): readonly string[] => [
  `--kubeconfig=${kubeconfigOf(folder, 'kwok')}`, `--config=${configuration}`, '--manage-all-nodes=false', '--v=WARN',
  `--manage-nodes-with-label-selector=topology.kubernetes.io/zone=${zone},!${SILENT}`, `--cidr=10.${100 + index}.0.0/16`, `--node-lease-duration-seconds=${nodeMonitorGraceSeconds}`,
];

/** Asks again until it is so; a program that ended ends the waiting. */
const until = async (isSo: () => boolean | Promise<boolean>, program: string, all: Supervisor): Promise<void> => {
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) {
    if (all.failure() !== undefined) break;
    if (await answered(isSo)) return;
  }
  throw new OutsideError({ code: 'PT-010', where: program, saw: `not ready within ${START_MS / 1000} s`, want: 'a program that starts' });
};

/** Nobody listening yet is no answer yet. */
const answered = async (isSo: () => boolean | Promise<boolean>): Promise<boolean> => {
  try {
    return await isSo();
  } catch (error) {
    if (error instanceof OutsideError) return false;
    throw error;
  }
};

const START_MS = 60_000;

const freePorts = async (): Promise<Ports> => {
  // All are held until all are known, so that they differ.
  const servers = await Promise.all([1, 2, 3].map(() => new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
  })));
  const [etcd = 0, peer = 0, server = 0] = servers.map(each => (each.address() as { readonly port: number }).port);
  await Promise.all(servers.map(each => new Promise(resolve => { each.close(resolve); })));
  return { etcd, peer, server };
};

/** The line of a program's log that says why it ended. */
const lastWordsOf = (folder: string, id: string): string => {
  const lines = readFileSync(join(folder, `${id}.log`), 'utf8').trim().split('\n');
  return (lines.findLast(line => /address already in use|fatal|panic|^E\d{4}|Error:/.test(line)) ?? lines.at(-1) ?? '').slice(0, 400);
};
