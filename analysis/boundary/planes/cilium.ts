/**
 * Policies of other kinds than NetworkPolicy. They add to what the cluster allows, so what is not understood counts as everybody.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/language/
 */
import type { Party } from '../parties.ts';
import { partiesOf } from '../parties.ts';
import type { BoundaryRegion } from '../words.ts';
import type { Computed, Permission } from './plane.ts';
import { EVERYBODY } from './plane.ts';
import { addressesOf } from '../../reach/addresses.ts';
import type { Json } from '../../reach/json.ts';
import { list, object, text, texts } from '../../reach/json.ts';
import type { KubernetesObject } from '../../reach/kubernetes/objects.ts';
import { nameOf } from '../../reach/kubernetes/objects.ts';
import type { Labels } from '../../reach/kubernetes/selector.ts';
import { matches, selectorOf } from '../../reach/kubernetes/selector.ts';
import { ALL_PORTS, NO_PORTS, plusPorts, portRange, PROTOCOLS } from '../../reach/ports.ts';
import type { Ports } from '../../reach/ports.ts';

/** What such policies allow: to pods and addresses, and to names outside (`via` says so). */
export const otherPermissions = (region: BoundaryRegion): readonly Computed[] => region.otherPolicies.flatMap(policy =>
  (policy.kind === 'CiliumNetworkPolicy' && policy.apiVersion === 'cilium.io/v2' ? cilium(region, policy) : unread(region, policy)));

/** How a name outside stands in a permission. */
export const hostOf = (name: string): string => `host ${name}`;

const unread = (region: BoundaryRegion, policy: KubernetesObject): readonly Computed[] => {
  const { namespace } = object(policy.body['metadata']);
  const bound = partiesOf(region).all.filter(({ groups }) => groups.length > 0 && (namespace === undefined || groups.some(group => group.namespace === namespace)));
  return bound.flatMap(({ key: own }) => (['in', 'out'] as const).map(direction => ({
    own, direction, peer: EVERYBODY, ports: ALL_PORTS, via: '', file: policy.file, path: nameOf(policy), says: `is no kind of policy that is understood here: it may allow anything`,
  })));
};

const cilium = (region: BoundaryRegion, policy: KubernetesObject): readonly Computed[] => {
  const { spec, specs } = policy.body;
  return [...(spec === undefined ? [] : [{ at: 'spec', rules: object(spec) }]), ...list(specs).map((each, i) => ({ at: `specs[${i}]`, rules: object(each) }))].flatMap(({ at, rules }) => {
    const selected = podsWith(region, policy.namespace, object(rules['endpointSelector']));
    return (['ingress', 'egress'] as const).flatMap(direction => list(rules[direction]).map(object).filter(rule => Object.keys(rule).length > 0).flatMap((rule, i) => {
      const path = `${nameOf(policy)} ${at}.${direction}[${i}]`;
      return peersIn(region, policy.namespace, rule).flatMap(({ peer, says }) => selected.map(({ key: own }): Computed =>
        ({ own, direction: direction === 'egress' ? 'out' : 'in', peer, ports: portsIn(rule), via: '', file: policy.file, path, says })));
    }));
  });
};

/** Fields that only narrow what a rule allows. */
const NARROWING = ['toPorts', 'icmps', 'authentication'];

type Whom = Pick<Permission, 'peer'> & { readonly says: string };

const peersIn = (region: BoundaryRegion, own: string, rule: Json): readonly Whom[] => Object.entries(rule)
  .filter(([field]) => !NARROWING.includes(field)).flatMap(([field, value]): readonly Whom[] => {
    const blocks = field.endsWith('CIDR') ? list(value) : field.endsWith('CIDRSet') ? list(value).map(each => object(each)['cidr']) : [];
    if (blocks.length > 0) return blocks.map(cidr => ({ peer: [addressesOf(text(cidr))].filter(block => block !== null), says: `allows ${text(cidr)}` }));
    if (field === 'toFQDNs') return list(value).map(object).map(name => text(name['matchName']) || text(name['matchPattern'])).map(name => ({ peer: hostOf(name), says: `allows the name ${name}` }));
    if (field === 'toEndpoints' || field === 'fromEndpoints') {
      return list(value).flatMap(each => podsWith(region, own, object(each)).map(({ key }) => ({ peer: key, says: `allows pods with ${JSON.stringify(object(each)['matchLabels'])}` })));
    }
    return [{ peer: EVERYBODY, says: `${field} is not understood here: it may mean anybody` }];
  });

const NAMESPACE = 'io.kubernetes.pod.namespace';

/** Pods that a selector means; labels may carry where they come from as a prefix. */
const podsWith = (region: BoundaryRegion, own: string, selector: Json): readonly Party[] => {
  const plain = (key: string): string => key.replace(/^(?:k8s|any):/, '');
  const labels: Labels = Object.fromEntries(Object.entries(texts(selector['matchLabels'])).map(([key, value]) => [plain(key), value]));
  const { [NAMESPACE]: namespace = own, ...pods } = labels;
  const expressions = list(selector['matchExpressions']).map(object).map(each => ({ ...each, key: plain(text(each['key'])) }));
  const compiled = selectorOf({ matchLabels: pods, matchExpressions: expressions }, '', () => undefined);
  return partiesOf(region).all.filter(({ groups }) => groups.some(group => group.namespace === namespace && matches(compiled, group.labels)));
};

const portsIn = (rule: Json): Ports => {
  const ports = list(rule['toPorts']).flatMap(each => list(object(each)['ports'])).map(object);
  return ports.length === 0 ? ALL_PORTS : ports.map(portOf).reduce(plusPorts, NO_PORTS);
};

/** A name may be any port. */
const portOf = ({ port, endPort, protocol }: Json): Ports => {
  const [first, last] = [Number(port), Number(endPort ?? port)];
  const kinds = PROTOCOLS.filter(each => protocol === undefined || protocol === 'ANY' || each === protocol);
  const known = Number.isInteger(first) && Number.isInteger(last) && first > 0 && first <= last && last <= 65_535;
  return kinds.map(kind => (known ? portRange(kind, first, last) : portRange(kind, 1, 65_535))).reduce(plusPorts, NO_PORTS);
};
