/**
 * NetworkPolicies, compiled once. What the API server would refuse is a problem, and such a policy is left out: it is in no cluster.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
import type { ClusterProblem, KubernetesObject } from './objects.ts';
import { nameOf } from './objects.ts';
import { rulePortsOf } from './rule-ports.ts';
import type { RulePorts } from './rule-ports.ts';
import type { Complain, Selector } from './selector.ts';
import { selectorOf } from './selector.ts';
import { cidrAddresses, withoutBlocks } from '../addresses.ts';
import { sizeOf } from '../intervals.ts';
import { isObject, list, object, text } from '../json.ts';
import type { Interval } from '../vocabulary.ts';

export type Direction = 'ingress' | 'egress';

export interface Policy {
  readonly name: string;
  readonly namespace: string;
  readonly file: string;
  readonly index: number;
  readonly selects: Selector;
  /** Null where the policy does not isolate in this direction. */
  readonly ingress: readonly Rule[] | null;
  readonly egress: readonly Rule[] | null;
}

export interface Rule {
  /** `spec.egress[3]` */
  readonly path: string;
  /** Null for every peer, inside and outside. */
  readonly peers: readonly PolicyPeer[] | null;
  readonly ports: RulePorts;
}

export type PolicyPeer =
  | { readonly kind: 'pods'; readonly path: string; /** Null for the policy's own namespace. */ readonly namespaces: Selector | null; readonly pods: Selector }
  | { readonly kind: 'addresses'; readonly path: string; readonly addresses: readonly Interval[]; readonly says: string };

/** The policy, or null where it has problems. `unread` hears of addresses that are not followed. */
export const policyOf = (each: KubernetesObject, problems: ClusterProblem[], unread: (path: string) => void): Policy | null => {
  const spec = object(each.body['spec']);
  let wrong = false;
  const complain: Complain = (path, saw, want) => {
    wrong = true;
    problems.push({ file: each.file, index: each.index, at: `${nameOf(each)} ${path}`, saw, want });
  };
  if (!isObject(each.body['spec'])) complain('spec', 'nothing', 'a podSelector at least');
  const types = list(spec['policyTypes']).map(text);
  types.forEach((type, i) => { if (!['Ingress', 'Egress'].includes(type)) complain(`spec.policyTypes[${i}]`, `'${type}'`, 'Ingress or Egress'); });
  const rules = (direction: Direction): readonly Rule[] => list(spec[direction]).map((rule, i) => ruleOf(rule, direction, `spec.${direction}[${i}]`, complain, unread));
  const [ingress, egress] = [rules('ingress'), rules('egress')];
  const policy: Policy = {
    name: each.name, namespace: each.namespace, file: each.file, index: each.index,
    selects: selectorOf(spec['podSelector'], 'spec.podSelector', complain),
    ingress: types.length === 0 || types.includes('Ingress') ? ingress : null,
    egress: types.includes('Egress') || (types.length === 0 && egress.length > 0) ? egress : null,
  };
  return wrong ? null : policy;
};

const ruleOf = (value: unknown, direction: Direction, path: string, complain: Complain, unread: (path: string) => void): Rule => {
  if (value !== null && !isObject(value)) complain(path, JSON.stringify(value), 'a rule');
  const rule = object(value);
  const field = direction === 'ingress' ? 'from' : 'to';
  const other = direction === 'ingress' ? 'to' : 'from';
  if (rule[other] !== undefined) complain(`${path}.${other}`, `'${other}' in a rule of ${direction}`, `'${field}'`);
  for (const name of [field, 'ports']) if (rule[name] !== undefined && rule[name] !== null && !Array.isArray(rule[name])) complain(`${path}.${name}`, JSON.stringify(rule[name]), 'a list');
  const peers = list(rule[field]).map((peer, i) => peerOf(peer, `${path}.${field}[${i}]`, complain, unread));
  return { path, peers: peers.length === 0 ? null : peers, ports: rulePortsOf(rule['ports'], path, complain) };
};

const peerOf = (value: unknown, path: string, complain: Complain, unread: (path: string) => void): PolicyPeer => {
  const { ipBlock, namespaceSelector, podSelector } = object(value);
  const [named, inNamespaces, pods] = [ipBlock, namespaceSelector, podSelector].map(field => field !== undefined && field !== null);
  if (named !== true && inNamespaces !== true && pods !== true) complain(path, JSON.stringify(value), 'podSelector, namespaceSelector or ipBlock');
  if (named === true && (inNamespaces === true || pods === true)) complain(path, 'ipBlock beside a selector', 'one or the other');
  if (named === true) return blockOf(ipBlock, `${path}.ipBlock`, path, complain, unread);
  return {
    kind: 'pods', path,
    namespaces: inNamespaces === true ? selectorOf(namespaceSelector, `${path}.namespaceSelector`, complain) : null,
    pods: selectorOf(podSelector, `${path}.podSelector`, complain),
  };
};

const IPV6 = /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\/(\d{1,3})$/;
const isIpv6 = (cidr: string): boolean => Number(IPV6.exec(cidr)?.[1] ?? 129) <= 128;

const blockOf = (value: unknown, path: string, peer: string, complain: Complain, unread: (path: string) => void): PolicyPeer => {
  const { cidr, except } = object(value);
  const block = cidrAddresses(text(cidr));
  const holes = list(except).map((hole, i) => {
    const addresses = cidrAddresses(text(hole));
    const inside = addresses !== null && block !== null && block.first <= addresses.first && addresses.last <= block.last && sizeOf(addresses) < sizeOf(block);
    if (block !== null && !inside) complain(`${path}.except[${i}]`, `'${text(hole)}'`, `a block inside ${text(cidr)}, and smaller`);
    return addresses;
  });
  if (block === null && isIpv6(text(cidr))) unread(path);
  else if (block === null) complain(`${path}.cidr`, cidr === undefined ? 'nothing' : `'${text(cidr)}'`, 'a block such as 10.0.0.0/8');
  const without = list(except).length === 0 ? '' : ` without ${list(except).map(text).join(', ')}`;
  return { kind: 'addresses', path: peer, addresses: block === null ? [] : withoutBlocks(block, holes.filter(hole => hole !== null)), says: `${text(cidr)}${without}` };
};
