/**
 * How the controller manager deals with nodes that do not answer: whether pods of their zone are told to go as usual, slowly or not at all.
 *
 * @see https://kubernetes.io/docs/concepts/architecture/nodes/#rate-limits-on-eviction
 */
import type { Layout } from './layout.ts';

export type Pace = 'usual' | 'slow' | 'none';

/** Part of a zone from which on it counts as lost in part (`--unhealthy-zone-threshold`), unless it is this many nodes or fewer. */
const PART = 0.55;
const FEW = 2;
/** Nodes of a zone (of the zone, not of the cluster: `ReducedQPSFunc`) up to which nobody is told to go when it is lost in part (`--large-cluster-size-threshold`). */
const SMALL_ZONE = 50;

/** Where no node of any zone answers, the control plane takes itself to be cut off. */
export const isCutOff = ({ places }: Layout): boolean => places.every(({ state }) => state === 'gone' || state === 'lost');

/** What becomes of pods in a zone, as its nodes answer now. */
export const paceOf = (layout: Layout, zone: string): Pace => {
  if (isCutOff(layout)) return 'none';
  const own = layout.places.filter(({ node, state }) => node.zone === zone && state !== 'gone');
  const silent = own.filter(({ state }) => state === 'lost').length;
  if (silent === own.length || silent <= FEW || silent / own.length < PART) return 'usual';
  return own.length > SMALL_ZONE ? 'slow' : 'none';
};

/** Nodes fall silent one after the other: the first of them are told to go as usual, until more than a few are silent and somebody has looked. */
export const TOLD_BEFORE_STOP = FEW + 1;
