/** An API server as far as `verify` asks one: it holds objects in memory, says who asked for what, and does nothing that it is not told to. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Access, Topology } from '../../model/index.ts';
import { filesIn } from './cli.ts';

export interface FakeObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; [key: string]: unknown };
  [key: string]: unknown;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: FakeObject | undefined;
}

export interface FakeCluster {
  readonly url: string;
  /** Edit them as somebody with kubectl does. */
  readonly objects: FakeObject[];
  /** Rights beyond those that the topology declares, as `<group or user> <verb> <resource>`. */
  readonly rights: Set<string>;
  readonly asked: Asked[];
  /** Answers instead of the cluster; undefined leaves it to the cluster. */
  readonly instead: { answer: (asked: Asked) => { readonly status: number; readonly body: unknown } | 'nothing' | undefined };
  version: { major: string; minor: string; gitVersion: string };
  /** A kubeconfig of this cluster with one context `production`. */
  readonly kubeconfig: (folder: string) => string;
  readonly close: () => void;
}

/** Everything that a region's files ask for, as a server stores it after a server-side apply. */
export const fakeCluster = async (region: string): Promise<FakeCluster> => {
  const topology = JSON.parse(readFileSync(join(region, 'topology.json'), 'utf8')) as Topology;
  const prerequisites = JSON.parse(readFileSync(join(region, 'prerequisites.json'), 'utf8')) as { customResourceDefinitions: { name: string; version: string }[] };
  const applied = [...filesIn(join(region, 'manifests')).values()].map(text => parse(text) as FakeObject).map(stored);
  const kinds = new Map(applied.map(({ apiVersion, kind, metadata }) => [`${apiVersion} ${kind}`, { apiVersion, kind, plural: pluralOf(kind), namespaced: metadata.namespace !== undefined }]));
  const definitions = prerequisites.customResourceDefinitions.map(({ name, version }) => definitionOf(name, version, [...kinds.values()]));
  const objects = [...applied, ...definitions, ...nodesOf(topology), awsNode()];
  for (const [apiVersion, kind, namespaced] of [['v1', 'Node', false], ['v1', 'Pod', true], ['v1', 'Secret', true], ['apps/v1', 'DaemonSet', true], ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', false]] as const) {
    kinds.set(`${apiVersion} ${kind}`, { apiVersion, kind, plural: pluralOf(kind), namespaced });
  }
  const cluster = {
    objects, rights: new Set<string>(), asked: [] as Asked[], instead: { answer: (() => undefined) as FakeCluster['instead']['answer'] },
    version: { major: '1', minor: '34', gitVersion: 'v1.34.2' },
  };
  const server = createServer((request, response) => { void handle(request, response); });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = await askedIn(request);
    cluster.asked.push(asked);
    const answer = cluster.instead.answer(asked) ?? answerTo(asked, cluster, [...kinds.values()], topology.access);
    if (answer === 'nothing') return;
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  };
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(cluster, {
    url,
    kubeconfig: (folder: string) => {
      const path = join(folder, 'cluster.kubeconfig');
      writeFileSync(path, JSON.stringify({
        'current-context': 'production', contexts: [{ name: 'production', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: url } }], users: [{ name: 'u', user: { token: 't' } }],
      }));
      return path;
    },
    close: () => { server.closeAllConnections(); server.close(); },
  });
};

interface Kind { readonly apiVersion: string; readonly kind: string; readonly plural: string; readonly namespaced: boolean }

const pluralOf = (kind: string): string => (kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : kind.endsWith('s') ? `${kind}es` : `${kind}s`).toLowerCase();

/** What a server adds to what it is given, and how it spells quantities. */
const stored = (object: FakeObject): FakeObject => {
  const copy = structuredClone(object);
  copy.metadata['uid'] = `${object.kind} ${object.metadata.name}`;
  copy.metadata['managedFields'] = [{ manager: 'deployer', operation: 'Apply', apiVersion: object.apiVersion, fieldsType: 'FieldsV1', fieldsV1: {} }];
  const spec = copy['spec'] as Record<string, never> | undefined;
  if (copy.kind === 'Deployment') {
    const template = (spec as unknown as { template: { spec: Record<string, unknown> & { containers: { resources: { requests: Record<string, string> } }[] } } }).template;
    template.spec['dnsPolicy'] = 'ClusterFirst';
    for (const { resources } of template.spec.containers) if (resources.requests['cpu']?.endsWith('000m')) resources.requests['cpu'] = resources.requests['cpu'].replace(/000m$/, '');
  }
  if (copy.kind === 'NetworkPolicy') for (const side of ['ingress', 'egress']) if (Array.isArray(spec?.[side]) && (spec[side] as unknown[]).length === 0) delete spec[side];
  if (copy.kind === 'ResourceQuota') copy['status'] = { hard: (spec as unknown as { hard: object }).hard, used: {} };
  return copy;
};

const definitionOf = (name: string, version: string, kinds: readonly Kind[]): FakeObject => {
  const [plural = '', ...group] = name.split('.');
  const own = kinds.filter(kind => kind.plural === plural && kind.apiVersion.startsWith(`${group.join('.')}/`));
  return {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name, labels: { 'app.kubernetes.io/version': `v${version}` } },
    spec: { group: group.join('.'), names: { plural, kind: own[0]?.kind ?? '' }, versions: own.map(({ apiVersion }) => ({ name: apiVersion.split('/')[1], served: true })) },
  };
};

const nodesOf = ({ nodePools, region }: Topology): readonly FakeObject[] => Object.values(nodePools).flatMap(pool => region.zones.flatMap(zone => Array.from({ length: pool.perZone.min }, (_, i): FakeObject => ({
  apiVersion: 'v1', kind: 'Node',
  metadata: { name: `${pool.name}-${zone}-${i}`, labels: { 'payment-topology.dev/pool': pool.name, 'payment-topology.dev/scope': pool.scope, 'topology.kubernetes.io/zone': zone, 'topology.kubernetes.io/region': region.name } },
  spec: { taints: [{ key: 'payment-topology.dev/pool', value: pool.name, effect: 'NoSchedule' }] },
  status: {
    conditions: [{ type: 'Ready', status: 'True' }],
    allocatable: { cpu: `${pool.allocatable.cpuMillis}m`, memory: `${pool.allocatable.memoryMiB}Mi`, pods: String(pool.allocatable.pods) },
  },
}))));

const awsNode = (): FakeObject => ({
  apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'aws-node', namespace: 'kube-system' },
  spec: { template: { spec: { containers: [
    { name: 'aws-node', env: [{ name: 'NETWORK_POLICY_ENFORCING_MODE', value: 'strict' }] }, { name: 'aws-eks-nodeagent', args: ['--enable-network-policy=true'] },
  ] } } },
});

const askedIn = async (request: IncomingMessage): Promise<Asked> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
  const text = Buffer.concat(chunks).toString('utf8');
  return { method: request.method ?? '', path: pathname, query: searchParams, body: text === '' ? undefined : JSON.parse(text) as FakeObject };
};

const NOTHING = { status: 404, body: { kind: 'Status', message: 'not found' } };

const answerTo = (asked: Asked, cluster: Pick<FakeCluster, 'objects' | 'rights' | 'version'>, kinds: readonly Kind[], access: readonly Access[]) => {
  if (asked.path === '/version') return { status: 200, body: cluster.version };
  if (asked.path === '/apis') {
    const versions = [...new Set(kinds.map(({ apiVersion }) => apiVersion))].filter(version => version.includes('/'));
    return { status: 200, body: { groups: versions.map(groupVersion => ({ name: groupVersion.split('/')[0], preferredVersion: { groupVersion } })) } };
  }
  if (asked.path.endsWith('/subjectaccessreviews')) return { status: 201, body: { status: { allowed: isAllowed(asked.body as FakeObject, cluster.rights, access) } } };
  const [, apiVersion = '', rest = ''] = /^\/apis?\/(v1|[^/]+\/[^/]+)(.*)$/.exec(asked.path) ?? [];
  const known = kinds.filter(kind => kind.apiVersion === apiVersion);
  if (known.length === 0) return NOTHING;
  if (rest === '') return { status: 200, body: { resources: known.map(({ kind, plural, namespaced }) => ({ name: plural, kind, namespaced, verbs: ['get', 'list'] })) } };
  const [, namespace, plural = '', name] = /^(?:\/namespaces\/([^/]+)(?=\/.))?\/([^/]+)(?:\/([^/]+))?$/.exec(rest) ?? [];
  const kind = known.find(each => each.plural === plural);
  if (kind === undefined && plural !== 'namespaces') return NOTHING;
  return stores(asked, cluster.objects, kind ?? { apiVersion: 'v1', kind: 'Namespace', plural, namespaced: false }, namespace, name);
};

const stores = (asked: Asked, objects: FakeObject[], { apiVersion, kind }: Kind, namespace: string | undefined, name: string | undefined) => {
  const own = objects.filter(each => each.apiVersion === apiVersion && each.kind === kind && (namespace === undefined || each.metadata.namespace === namespace));
  if (asked.method === 'POST') {
    if (asked.query.get('dryRun') !== 'All' && asked.body !== undefined) objects.push(asked.body.kind === 'ResourceQuota' ? stored(asked.body) : asked.body);
    return { status: 201, body: asked.body };
  }
  if (name === undefined) {
    const [key = '', value] = (asked.query.get('labelSelector') ?? '').split('=');
    const items = own.filter(({ metadata: { labels } }) => key === '' || (value === undefined ? labels?.[key] !== undefined : labels?.[key] === value));
    // pages, as from a server that holds many
    const start = Number(asked.query.get('continue') ?? 0);
    const end = start + Math.min(Number(asked.query.get('limit')), 20);
    return { status: 200, body: { kind: `${kind}List`, metadata: end < items.length ? { continue: String(end) } : {}, items: items.slice(start, end).map(({ kind: _, ...item }) => item) } };
  }
  const found = own.find(({ metadata }) => metadata.name === name);
  if (found === undefined) return NOTHING;
  if (asked.method === 'DELETE') objects.splice(0, objects.length, ...objects.filter(each => each !== found && !(kind === 'Namespace' && each.metadata.namespace === name)));
  return { status: 200, body: found };
};

const isAllowed = (review: FakeObject, rights: ReadonlySet<string>, access: readonly Access[]): boolean => {
  const { user, groups, resourceAttributes: { verb, group, resource, subresource, namespace, name } } = review['spec'] as { user: string; groups: string[]; resourceAttributes: Record<string, string> };
  const what = subresource === undefined ? resource ?? '' : `${resource}/${subresource}`;
  return [user, ...groups].some(who => rights.has(`${who} ${verb} ${what}`)) || access.some(each => each.namespace === namespace
    && (each.subject.kind === 'Group' ? groups.includes(each.subject.name) : user === `system:serviceaccount:${each.subject.namespace}:${each.subject.name}`)
    && each.rules.some(rule => rule.apiGroups.includes(group ?? '') && rule.resources.includes(what) && rule.verbs.includes(verb ?? '') && (rule.resourceNames === undefined || rule.resourceNames.includes(name ?? ''))));
};
