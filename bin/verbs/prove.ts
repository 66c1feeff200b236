/** `prove`: whether somebody reaches somebody else, with every layer between them; in every region of an environment. */
import { join } from 'node:path';
import type { Beyond } from '../../analysis/boundary/beyond.ts';
import type { Claim, Judgement } from '../../analysis/boundary/claims.ts';
import { claimOf, judge } from '../../analysis/boundary/claims.ts';
import { conversationsOf, isBalancer } from '../../analysis/boundary/conversations.ts';
import { RUNS_ON } from '../../analysis/boundary/planes/security-groups.ts';
import { hopsFrom } from '../../analysis/boundary/scope.ts';
import type { Side } from '../../analysis/boundary/sides.ts';
import { namesOf, sideNamed } from '../../analysis/boundary/sides.ts';
import type { Unread } from '../../analysis/boundary/unread.ts';
import { unreadIn } from '../../analysis/boundary/unread.ts';
import type { BoundaryRegion } from '../../analysis/boundary/words.ts';
import { addressesText, cidrsOf } from '../../analysis/reach/addresses.ts';
import { ALL_PORTS, portsText, samePorts } from '../../analysis/reach/ports.ts';
import type { Hop, Interval } from '../../analysis/reach/vocabulary.ts';
import { filesBelow } from '../../io/emitted.ts';
import { OutsideError, problemText } from '../../io/problem.ts';
import { nearest } from '../nearest.ts';
import { regionIn } from '../regions.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { ALL } from '../session.ts';
import { regionsToRead } from '../source.ts';
import type { Paint } from '../terminal.ts';
import { plural } from '../terminal.ts';

export const prove = async ({ terminal }: Session, text: string, dir: string, options: Common): Promise<ExitCode> => {
  const claim = claimOf(text);
  if (claim === null) throw new OutsideError({ code: 'PT-001', where: '<claim>', saw: `'${text}'`, want: "'<from> can-reach <to>[:port]' or '<from> cannot-reach <to>[:port]'" });
  if (options.environment === ALL) throw new OutsideError({ code: 'PT-001', where: '--environment', saw: `'${ALL}'`, want: 'one environment: a claim is about one at a time' });
  const emitted = regionsToRead(dir, options);
  const read = readOr(() => emitted.map(region => regionIn(dir, region)), () => {
    // programs are told the problems as JSON, and nothing else
    if (options.json !== true) terminal.print(unreadable(claim, terminal.paint));
  });
  const proofs = read.map(({ region, problems: broken }): Proof => {
    const [from, to] = [sideOf(region, claim.from), sideOf(region, claim.to)];
    return { isRead: broken.length === 0, judgement: judge(region, claim, from, to, [...unreadIn(region), ...unreadFiles(dir, region.path)]), chain: claim.holds === 'can-reach' ? null : shortest(region, from, to) };
  });
  const problems = read.flatMap(found => found.problems);
  const holds = proofs.every(({ judgement, isRead }) => judgement.holds && isRead);
  if (options.json === true) terminal.print(JSON.stringify({ claim, holds, regions: proofs.map(jsonOf) }, null, 2));
  else for (const line of told(claim, holds, proofs, dir, terminal.paint)) terminal.print(line);
  for (const problem of problems) terminal.complain(problemText(problem));
  return problems.length > 0 ? 2 : holds ? 0 : 1;
};

/** Says first that nothing is proven where a file stops everything. */
const readOr = <T>(read: () => T, say: () => void): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof OutsideError) say();
    throw error;
  }
};

interface Proof {
  /** Without a problem: what stands in a file that cannot be read may open a way, and may close one. */
  readonly isRead: boolean;
  readonly judgement: Judgement;
  /** The shortest chain of conversations from one side to the other; null where there is none. */
  readonly chain: readonly string[] | null;
}

const sideOf = (region: BoundaryRegion, name: string): Side => {
  const { side, keys } = sideNamed(region, name);
  if (side !== null) return side;
  const near = nearest(name, namesOf(region));
  throw new OutsideError({
    code: 'PT-011', where: '<claim>', saw: keys.length > 1 ? `'${name}', which is ${keys.join(' and ')}` : `nobody named '${name}' in ${region.path}`,
    want: keys.length > 1 ? 'one of them' : near.length > 0 ? `a name such as ${near.join(', ')}` : 'a workload, component, store, provider, segment, scope, internet, people, ci, or kind/name',
  });
};

/** How far it is for somebody who takes over one party after another; those outside are nobody's to take over. */
const shortest = (region: BoundaryRegion, from: Side, to: Side): readonly string[] | null => {
  const starts = new Set(from.parties.map(({ key }) => key));
  const goals = new Set(to.parties.map(({ key }) => key));
  const conversations = conversationsOf(region).filter(({ from: caller }) => starts.has(caller.key) || caller.isNode || caller.groups.length > 0 || isBalancer(region, caller));
  const chains = [...starts].flatMap((start): readonly (readonly string[])[] => {
    const found = hopsFrom(start, conversations);
    const end = [...found].filter(([other, { hops }]) => goals.has(other) && hops > 0).sort(([, a], [, b]) => a.hops - b.hops)[0]?.[0];
    if (end === undefined) return [];
    const chain = [end];
    for (let here = end; here !== start; chain.unshift(here)) here = found.get(here)?.through ?? start;
    return [chain];
  });
  return chains.sort((a, b) => a.length - b.length)[0] ?? null;
};

/** What Terraform would read beside JSON, and nobody does here. */
const UNREAD_FILES = ['.tf', '.tofu', '.tofu.json', '.tfvars', '.tfvars.json'];

const unreadFiles = (dir: string, region: string): readonly Unread[] => filesBelow(join(dir, region, 'terraform'), ...UNREAD_FILES).map(file =>
  ({ file: `${region}/terraform/${file}`, path: 'the whole file', says: 'a file of Terraform that is not read', want: 'what it says as *.tf.json' }));

/* ---- told ---------------------------------------------------------------------------------------------------------------------- */

const told = (claim: Claim, holds: boolean, proofs: readonly Proof[], dir: string, paint: Paint): readonly string[] => [
  verdict(claim, holds, proofs, paint),
  ...proofs.flatMap(({ judgement, chain }) => [
    '', `${paint.bold(judgement.region)}  ${sentence(claim, judgement)}`,
    ...judgement.legs.flatMap(({ from, to, protocol, port, hops }, i) => [
      `  ${from.key} → ${to.key} ${protocol} ${port}`,
      ...[...hops, ...(i === judgement.legs.length - 1 && judgement.right !== null ? [judgement.right] : [])].map(hop => line(hop, dir, paint)),
    ]),
    ...(judgement.legs.length === 0 && judgement.right !== null ? [line(judgement.right, dir, paint)] : []),
    ...openingsIn(judgement.beyond).map(each => `    ${paint.red('open  ')}  ${openingLine(each, dir)}`),
    ...judgement.unread.map(each => `    ${paint.yellow('unread')}  ${unreadLine(each, dir)}`),
    ...(claim.holds === 'can-reach' ? [] : [paint.dim(`  ${distance(chain)}`)]),
  ]),
];

const verdict = (claim: Claim, holds: boolean, proofs: readonly Proof[], paint: Paint): string => {
  const judgements = proofs.map(({ judgement }) => judgement);
  const regions = (found: readonly Judgement[]): string => found.map(({ region }) => region).join(' and ');
  const what = claimText(claim);
  if (proofs.some(({ isRead }) => !isRead)) return unreadable(claim, paint);
  if (holds) return `${paint.green('holds')}: ${what}, in ${regions(judgements)}`;
  const failing = judgements.filter(each => !each.holds);
  const refuted = claim.holds === 'can-reach' ? failing : failing.filter(({ open, beyond }) => open || beyond.length > 0);
  return refuted.length > 0 ? `${paint.red('does not hold')}: ${what}, in ${regions(refuted)}` : `${paint.red('not proven')}: ${what}, in ${regions(failing)}: not everything there could be followed`;
};

const unreadable = (claim: Claim, paint: Paint): string => `${paint.red('not proven')}: ${claimText(claim)}: a file could not be read`;

const claimText = ({ from, to, holds, port }: Claim): string => `${from} ${holds} ${to}${port === null ? '' : `:${port}`}`;

const sentence = ({ holds }: Claim, { open, beyond, unread, pairs, legs, right }: Judgement): string => {
  const asked = pairs === 1 ? '' : ` (${plural(pairs, 'pair')} of parties; this one comes furthest)`;
  if (open) return `it gets through${pairs === 1 ? '' : ` (${plural(pairs, 'pair')} of parties; this is one that does)`}`;
  if (pairs === 0) return 'nobody is on both sides';
  const stops = legs.flatMap(({ hops }) => hops).filter(({ allows }) => !allows).length + (right?.allows === false ? 1 : 0);
  const openings = openingsIn(beyond).length;
  if (holds === 'cannot-reach' && openings > 0) {
    return `still stopped by ${plural(stops, 'layer')}, but ${openings === 1 ? 'one between them is open and no edge declares it' : `${openings} between them are open and no edge declares them`}${asked}`;
  }
  const may = holds === 'cannot-reach' && unread.length > 0 ? `, but ${plural(unread.length, 'place')} could not be followed and may be open` : '';
  return `stopped by ${plural(stops, 'layer')}${may}${asked}`;
};

const line = ({ layer, file, path, says, allows }: Hop, dir: string, paint: Paint): string =>
  `    ${allows ? paint.dim('allows') : paint.yellow('stops ')}  ${layer.padEnd(14)}  ${[file === '' ? '' : join(dir, file), path].filter(Boolean).join(' ') || '–'}: ${says}`;

/* ---- what is open beyond its declaration --------------------------------------------------------------------------------------- */

/** What one rule opens: at whom, and to or from whom. A rule that several have is told once. */
interface Opening {
  readonly rule: Beyond;
  readonly owns: readonly string[];
  readonly peers: readonly string[];
}

const openingsIn = (beyond: readonly Beyond[]): readonly Opening[] => {
  const each = beyond.map((rule): Opening => ({ rule, owns: [rule.own], peers: typeof rule.peer === 'string' ? [rule.peer] : rule.peer.flatMap(blocksText) }));
  const byPeers = joined(each, ({ peers }) => peers, (a, b) => ({ ...a, owns: [...new Set([...a.owns, ...b.owns])] }));
  return joined(byPeers, ({ owns }) => owns, (a, b) => ({ ...a, peers: [...new Set([...a.peers, ...b.peers])] }));
};

const joined = (openings: readonly Opening[], same: (opening: Opening) => readonly string[], merge: (a: Opening, b: Opening) => Opening): readonly Opening[] => {
  const found = new Map<string, Opening>();
  for (const opening of openings) {
    const { plane, file, path, says, direction, via, ports } = opening.rule;
    const key = JSON.stringify([plane, file, path, says, direction, via, portsText(ports), same(opening)]);
    const other = found.get(key);
    found.set(key, other === undefined ? opening : merge(other, opening));
  }
  return [...found.values()];
};

const openingLine = ({ rule, owns, peers }: Opening, dir: string): string =>
  `${rule.plane.padEnd(14)}  ${join(dir, rule.file)} ${rule.path}: ${rule.says}; no edge declares ${undeclared(rule, peers.join(', '))}${owns.length === 1 && rule.via !== 'target group' ? '' : ` at ${owns.join(', ')}`}`;

const undeclared = ({ plane, direction, ports, via }: Beyond, whom: string): string => {
  const which = samePorts(ports, ALL_PORTS) ? 'every port' : portsText(ports);
  if (plane === 'routes') return direction === 'in' ? `a ${via}` : `a way ${via} for ${whom}`;
  if (via === 'listener') return `a listener on ${which}`;
  return via === RUNS_ON ? `that it runs on ${whom}` : `${which} ${direction === 'in' ? 'from' : 'to'} ${whom}`;
};

/** More blocks than these are read more easily as a range. */
const MOST_BLOCKS = 3;

const blocksText = (addresses: Interval): readonly string[] => {
  const blocks = cidrsOf(addresses);
  return blocks.length > MOST_BLOCKS ? [addressesText(addresses)] : blocks;
};

const unreadLine = ({ file, path, says }: Unread, dir: string): string => `${join(dir, file)} ${path}: ${says}`;

const distance = (chain: readonly string[] | null): string =>
  (chain === null ? 'no chain of conversations leads there' : `${plural(chain.length - 1, 'conversation')} away: ${chain.join(' → ')}`);

/* ---- as JSON ------------------------------------------------------------------------------------------------------------------- */

const jsonOf = ({ isRead, judgement: { region, holds, open, pairs, legs, right, beyond, unread }, chain }: Proof) => ({
  region, holds: holds && isRead, open, pairs,
  path: legs.map(({ from, to, protocol, port, hops }) => ({ from: from.key, to: to.key, protocol, port, hops })),
  right,
  beyond: beyond.map(({ plane, own, direction, peer, ports, via, file, path, says }) =>
    ({ plane, of: own, direction, peer: typeof peer === 'string' ? peer : peer.map(addressesText), ports: portsText(ports), via, file, path, says })),
  unread: unread.map(({ file, path, says }) => ({ file, path, says })),
  chain,
});
