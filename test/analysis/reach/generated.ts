/** Clusters that nobody would write: few names, so that selectors meet pods, and every form that a policy has. */
import fc from 'fast-check';
import type { NaivePod, Policy, PolicyPeer, PolicyPort, Rule, Selector } from './naive.ts';

export interface GeneratedWorkload extends NaivePod {
  readonly name: string;
  readonly kind: 'Deployment' | 'Pod' | 'CronJob' | 'StatefulSet';
}

export interface GeneratedCluster {
  readonly workloads: readonly GeneratedWorkload[];
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly policies: readonly Policy[];
}

const NAMESPACES = ['a', 'b', 'c'] as const;
const KEYS = ['app', 'tier', 'env'] as const;
const VALUES = ['x', 'y', 'z'] as const;
const PORTS = [1, 79, 80, 81, 443, 8080, 65_535] as const;
const PORT_NAMES = ['http', 'dns', 'nobody'] as const;

export const CIDRS = ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.0.0/24', '10.1.1.0/24', '192.168.0.0/30', '255.255.255.255/32', '0.0.0.0/1'] as const;
const HOLES: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0/0': ['10.0.0.0/8', '0.0.0.0/1', '255.255.255.255/32'], '10.0.0.0/8': ['10.1.0.0/16', '10.1.1.0/24', '10.255.255.255/32'], '10.1.0.0/16': ['10.1.0.0/24', '10.1.1.0/24'],
};

const labels = fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES), { maxKeys: 3 });
const protocol = fc.constantFrom('TCP', 'UDP', 'SCTP');

const expression = fc.oneof(
  fc.record({ key: fc.constantFrom(...KEYS), operator: fc.constantFrom('In', 'NotIn'), values: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 2 }) }),
  fc.record({ key: fc.constantFrom(...KEYS), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);

const selector: fc.Arbitrary<Selector> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: labels.map(matchLabels => ({ matchLabels })) },
  { weight: 3, arbitrary: fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) }, { requiredKeys: [] }) },
);

const namespaceSelector: fc.Arbitrary<Selector> = fc.oneof(
  selector,
  fc.constantFrom(...NAMESPACES).map(name => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })),
  fc.constantFrom(...NAMESPACES).map(name => ({ matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [name] }] })),
);

const block: fc.Arbitrary<PolicyPeer> = fc.constantFrom(...CIDRS).chain(cidr => fc.uniqueArray(fc.constantFrom(...HOLES[cidr] ?? ['']), { maxLength: 2 })
  .map(except => ({ ipBlock: except.length === 0 || except.includes('') ? { cidr } : { cidr, except } })));

const peer: fc.Arbitrary<PolicyPeer> = fc.oneof(
  { weight: 2, arbitrary: selector.map(podSelector => ({ podSelector })) },
  { weight: 2, arbitrary: namespaceSelector.map(each => ({ namespaceSelector: each })) },
  { weight: 2, arbitrary: fc.record({ podSelector: selector, namespaceSelector }) },
  { weight: 2, arbitrary: block },
);

const port: fc.Arbitrary<PolicyPort> = fc.oneof(
  fc.record({ protocol, port: fc.constantFrom<number | string>(...PORTS, ...PORT_NAMES) }, { requiredKeys: [] }),
  fc.record({ protocol, port: fc.constantFrom(79, 80), endPort: fc.constantFrom(80, 443, 65_535) }, { requiredKeys: ['port', 'endPort'] }),
);

const rule = (side: 'from' | 'to'): fc.Arbitrary<Rule> => fc.record({ [side]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) }, { requiredKeys: [] });

const spec = fc.record({
  podSelector: selector,
  policyTypes: fc.constantFrom<readonly string[]>(['Ingress'], ['Egress'], ['Ingress', 'Egress'], []),
  ingress: fc.array(rule('from'), { maxLength: 2 }),
  egress: fc.array(rule('to'), { maxLength: 2 }),
}, { requiredKeys: ['podSelector'] });

const workload = fc.record({
  namespace: fc.constantFrom(...NAMESPACES), labels, hostNetwork: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  kind: fc.constantFrom('Deployment' as const, 'Pod' as const, 'CronJob' as const, 'StatefulSet' as const),
  ports: fc.array(fc.record({ name: fc.constantFrom('http', 'dns'), containerPort: fc.constantFrom(80, 443, 8080, 53), protocol }, { requiredKeys: ['name', 'containerPort'] }), { maxLength: 3 }),
});

const clusterOf = (minLength: number, maxLength: number): fc.Arbitrary<GeneratedCluster> => fc.record({
  workloads: fc.array(workload, { minLength, maxLength, size: 'max' }).map(all => all.map((each, i) => ({ ...each, name: `w${i}` }))),
  namespaces: fc.dictionary(fc.constantFrom(...NAMESPACES), labels, { maxKeys: 3 }),
  policies: fc.array(fc.record({ namespace: fc.constantFrom(...NAMESPACES), spec }), { maxLength: 6 })
    .map(all => all.map((each, i) => ({ metadata: { name: `p${i}`, namespace: each.namespace }, spec: each.spec }))),
});

export const cluster = clusterOf(1, 6);
export const largerCluster = clusterOf(40, 60);

/** As objects of Kubernetes, with a sidecar where there are two ports. */
export const objectsOf = ({ workloads, namespaces, policies }: GeneratedCluster): readonly object[] => [
  ...Object.entries(namespaces).map(([name, own]) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: own } })),
  ...workloads.map(objectOf),
  ...policies.map(policy => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', ...policy })),
];

const objectOf = ({ name, namespace, kind, labels: own, hostNetwork, ports }: GeneratedWorkload): object => {
  const [first, ...more] = ports;
  const spec = {
    ...(hostNetwork ? { hostNetwork } : {}),
    containers: [{ name: 'app', ports: first === undefined ? [] : [first] }],
    initContainers: [{ name: 'once', ports: [{ name: 'nobody', containerPort: 80 }] }, { name: 'sidecar', restartPolicy: 'Always', ports: more }],
  };
  const template = { metadata: { labels: own }, spec };
  switch (kind) {
    case 'Pod': return { apiVersion: 'v1', kind, metadata: { name, namespace, labels: own }, spec };
    case 'CronJob': return { apiVersion: 'batch/v1', kind, metadata: { name, namespace }, spec: { jobTemplate: { spec: { template } } } };
    default: return { apiVersion: 'apps/v1', kind, metadata: { name, namespace }, spec: { template } };
  }
};
