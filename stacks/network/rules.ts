/**
 * Few rules that say the same as many: AWS allows 20 rules an access list and direction, 60 a security group and direction.
 *
 * First only what loses nothing: ranges of ports that touch become one, a rule inside another goes. Only where that is not
 * enough, blocks outside the network grow to a common one, and then ports that are close become one range.
 */
import { byCodePoint } from '../stack.ts';
import { contains, cover, overlaps, prefixLength } from './addresses.ts';

export interface Rule {
  readonly protocol: 'tcp' | 'udp';
  /** A CIDR block, or the name of a place. */
  readonly peer: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly why: string;
}

/** Where replies go: a stateless list must let them through. Linux uses 32768 and up, load balancers and NAT gateways 1024 and up. */
export const EPHEMERAL = { fromPort: 1024, toPort: 65535 } as const;

/** The rules without loss, sorted by protocol, peer and port. */
export const merged = (rules: readonly Rule[]): readonly Rule[] => {
  const lists = new Map<string, Rule[]>();
  for (const rule of [...rules].sort(inOrder)) {
    const key = `${rule.protocol} ${rule.peer}`;
    const list = lists.get(key) ?? [];
    const last = list.at(-1);
    if (last !== undefined && rule.fromPort <= last.toPort + 1) list[list.length - 1] = joined(last, rule);
    else list.push(rule);
    lists.set(key, list);
  }
  return [...lists.values()].flat();
};

/** Fits rules of a security group into its quota: whole ranges between the closest ports open first. */
export const fitPorts = (rules: readonly Rule[], limit: number): readonly Rule[] => {
  const all = merged(rules);
  const excess = all.length - limit;
  if (excess <= 0) return all;
  const gaps = all.flatMap((rule, i) => {
    const next = all[i + 1];
    return next !== undefined && next.protocol === rule.protocol && next.peer === rule.peer ? [{ at: i, width: next.fromPort - rule.toPort }] : [];
  }).sort((a, b) => a.width - b.width || a.at - b.at);
  if (gaps.length < excess) throw new RangeError(`${all.length} rules for ${new Set(all.map(rule => rule.peer)).size} peers, and AWS allows ${limit} in one direction`);
  const closed = new Set(gaps.slice(0, excess).map(gap => gap.at));
  return all.reduce<Rule[]>((kept, rule, i) => {
    const last = kept.at(-1);
    if (last !== undefined && closed.has(i - 1)) kept[kept.length - 1] = joined(last, rule);
    else kept.push(rule);
    return kept;
  }, []);
};

/** Fits rules of an access list into its quota; blocks outside `inside` grow first, and never over it. */
export const fitBlocks = (rules: readonly Rule[], limit: number, inside: string): readonly Rule[] => {
  let all = withoutContained(merged(rules));
  while (all.length > limit) {
    const pair = closestPair(all, inside);
    if (pair === null) return fitPorts(all, limit);
    const [a, b] = pair;
    all = withoutContained(merged([...all.filter(rule => rule !== a && rule !== b), { ...joined(a, b), peer: cover(a.peer, b.peer) }]));
  }
  return all;
};

/** A rule that another one says as well is left out. */
const withoutContained = (rules: readonly Rule[]): readonly Rule[] => rules.filter(rule => !rules.some(other => other !== rule && other.protocol === rule.protocol
  && other.fromPort <= rule.fromPort && rule.toPort <= other.toPort && contains(other.peer, rule.peer)));

/** The two blocks outside, with the same ports, whose common block is smallest. */
const closestPair = (rules: readonly Rule[], inside: string): readonly [Rule, Rule] | null => {
  const pairs = rules.flatMap((a, i) => rules.slice(i + 1)
    .filter(b => a.protocol === b.protocol && a.fromPort === b.fromPort && a.toPort === b.toPort)
    .map(b => ({ pair: [a, b] as const, block: cover(a.peer, b.peer) })))
    .filter(({ block }) => !overlaps(block, inside));
  return pairs.sort((a, b) => prefixLength(b.block) - prefixLength(a.block))[0]?.pair ?? null;
};

const joined = (a: Rule, b: Rule): Rule => ({
  ...a, fromPort: Math.min(a.fromPort, b.fromPort), toPort: Math.max(a.toPort, b.toPort),
  why: [...new Set([...a.why.split('; '), ...b.why.split('; ')])].join('; '),
});

const inOrder = (a: Rule, b: Rule): number => byCodePoint(a.protocol, b.protocol) || byCodePoint(a.peer, b.peer) || a.fromPort - b.fromPort || a.toPort - b.toPort;
