import { describe, expect, test } from 'vitest';
import { networkPolicyOf } from '../../charts/policy.ts';
import { type Edge, SEGMENT_NAMES, type Topology } from '../../model/index.ts';
import { at, environmentNamed, has, objectOf, objectsOf, STANDBY, topologyOf, workloadOf } from './support.ts';

interface Rule {
  readonly ports: readonly { readonly protocol: string; readonly port: number }[];
  readonly to?: readonly object[];
  readonly from?: readonly object[];
}

const policiesOf = (topology: Topology) => objectsOf(topology).filter(({ kind }) => kind === 'NetworkPolicy');
const rulesOf = (policy: unknown, direction: 'ingress' | 'egress'): readonly Rule[] => (at(policy, 'spec', direction) ?? []) as readonly Rule[];

const selectorOf = (topology: Topology, key: string): readonly string[] => {
  const peer = topology.peers[key];
  return peer?.pods == null
    ? (peer?.cidrs ?? []).map(cidr => JSON.stringify({ ipBlock: { cidr } }))
    : [JSON.stringify({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.pods.namespace } }, podSelector: { matchLabels: peer.pods.labels } })];
};

/** `protocol/port selector` of everything that the policy of a peer permits in one direction. */
const permitted = (topology: Topology, key: string, direction: 'ingress' | 'egress'): readonly string[] => {
  const peer = topology.peers[key];
  const policy = objectOf(topology, `NetworkPolicy/${peer?.pods?.namespace}/${peer?.name}`);
  const side = direction === 'egress' ? 'to' : 'from';
  return rulesOf(policy, direction).flatMap(rule => (rule[side] ?? []).flatMap(selector => rule.ports.map(({ protocol, port }) => `${protocol}/${port} ${JSON.stringify(selector)}`))).sort();
};

const declared = (topology: Topology, edges: readonly Edge[], side: 'from' | 'to'): readonly string[] =>
  edges.flatMap(edge => selectorOf(topology, edge[side]).map(selector => `${edge.protocol}/${edge.port} ${selector}`)).sort();

const ours = (topology: Topology): readonly string[] =>
  Object.entries(topology.peers).filter(([, { pods }]) => pods?.namespace.startsWith('payments-') === true).map(([key]) => key);

describe.each(['production', 'sandbox', 'local'])('policies of %s', name => {
  const topology = topologyOf(name);

  test('permit exactly the edges, in both directions, for every pod of ours', () => {
    expect(ours(topology).length).toBeGreaterThan(30);
    for (const key of ours(topology)) {
      expect(permitted(topology, key, 'egress'), key).toEqual(declared(topology, topology.edges.filter(edge => edge.from === key), 'to'));
      expect(permitted(topology, key, 'ingress'), key).toEqual(declared(topology, topology.edges.filter(edge => edge.to === key), 'from'));
    }
  });

  test('never mean everybody: each rule has peers and ports', () => {
    const rules = policiesOf(topology).flatMap(policy => [...rulesOf(policy, 'egress'), ...rulesOf(policy, 'ingress')]);
    expect(rules.length).toBeGreaterThan(100);
    for (const rule of rules) {
      expect((rule.to ?? rule.from ?? []).length).toBeGreaterThan(0);
      expect(rule.ports.length).toBeGreaterThan(0);
    }
  });

  test('close every namespace of ours in both directions first', () => {
    for (const segment of Object.values(topology.segments)) {
      expect(SEGMENT_NAMES).toContain(segment.name);
      expect(objectOf(topology, `NetworkPolicy/${segment.namespace}/default-deny`).spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    }
  });

  test('let every workload ask for names over UDP and over TCP', () => {
    for (const workload of Object.keys(topology.workloads)) {
      const dns = permitted(topology, `workload/${workload}`, 'egress').filter(line => line.includes('"k8s-app":"kube-dns"'));
      expect(dns.map(line => line.split(' ')[0]), workload).toEqual(['TCP/53', 'UDP/53']);
    }
  });
});

describe('a policy', () => {
  const production = topologyOf('production');

  test('says why, line by line', () => {
    const why = objectOf(production, 'NetworkPolicy/payments-core/payment-core').metadata.annotations['payment-topology.dev/why'];
    expect(why?.split('\n')).toContain('egress TCP/8443 payments-core/risk: pre-authorization check');
    expect(why).toMatch(/^ingress TCP\/8443 payments-edge\/api-gateway: /m);
  });

  test('for a peer known by name only makes no rule, since an empty list would mean everybody', () => {
    const provider = Object.keys(production.providers).map(name => `provider/${name}`).find(key => production.edges.some(edge => edge.to === key)) ?? '';
    const edge = production.edges.find(({ to }) => to === provider);
    const named = { ...production, peers: { ...production.peers, [provider]: { ...production.peers[provider], cidrs: [] } } } as Topology;
    const caller = workloadOf(production, edge?.from.replace('workload/', '') ?? '');
    const before = rulesOf(networkPolicyOf(edge?.from ?? '', caller, production), 'egress');
    const after = rulesOf(networkPolicyOf(edge?.from ?? '', caller, named), 'egress');
    expect(after.length).toBe(before.length - 1);
  });

  test('opens no provider in a fenced region', () => {
    const standby = topologyOf('production', STANDBY);
    expect(standby.fencedEdges.length).toBeGreaterThan(0);
    for (const edge of standby.fencedEdges) {
      const [cidr = ''] = selectorOf(standby, edge.to);
      expect(permitted(standby, edge.from, 'egress')).not.toContain(`${edge.protocol}/${edge.port} ${cidr}`);
    }
  });
});

describe('host names', () => {
  test('of a provider are permitted by name where the environment has Cilium, with names resolved through its proxy', () => {
    const spec = environmentNamed('sandbox');
    expect(spec.cni.kind).toBe('cilium');
    const policy = objectOf(topologyOf('sandbox'), 'CiliumNetworkPolicy/payments-provider/acquirer-a-adapter-names');
    expect(at(policy, 'spec', 'egress', 0, 'toPorts', 0)).toEqual({
      ports: [{ port: '53', protocol: 'TCP' }, { port: '53', protocol: 'UDP' }], rules: { dns: [{ matchPattern: '*' }] },
    });
    expect(at(policy, 'spec', 'egress', 1)).toEqual({
      toFQDNs: topologyOf('sandbox').providers['acquirer-a']?.hosts.map(matchName => ({ matchName })),
      toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
    });
  });

  test('are nobody else’s business', () => {
    expect(has(topologyOf('sandbox'), 'CiliumNetworkPolicy/payments-core/payment-core-names')).toBe(false);
    expect(objectsOf(topologyOf('production')).filter(({ kind }) => kind === 'CiliumNetworkPolicy')).toEqual([]);
  });
});
