/** What is asked of every layer, and between whom. */
import type { CloudPlace, Interface } from './places.ts';
import type { Ports, Protocol } from '../ports.ts';
import { ALL_PORTS, NO_PORTS } from '../ports.ts';
import type { Cited } from './trace.ts';
import type { Interval, Layer } from '../vocabulary.ts';

/**
 * `ever`: somebody gets through, who may choose among a place's addresses and his own port for replies; what nobody can do is
 * proven with it. `always`: everybody gets through, from every address to every address, whatever ephemeral port he has; what
 * must work is proven with it.
 */
export type Reading = 'ever' | 'always';

/** Addresses of a place that no rule of the region tells apart, and one of them to ask with. */
export interface Spot {
  readonly place: CloudPlace;
  /** Null outside. */
  readonly at: Interface | null;
  readonly blocks: readonly Interval[];
  readonly address: number;
}

/** What one layer says to a conversation. */
export interface Check {
  readonly layer: Layer;
  readonly ports: Ports;
  /** What decides about a port, in the layer's own words. */
  readonly cite: (protocol: Protocol, port: number) => Cited;
}

/** A layer that lets everything through or nothing. */
export const fixed = (layer: Layer, holding: boolean, resource: Cited['resource'], says: string): Check => ({
  layer,
  ports: holding ? ALL_PORTS : NO_PORTS,
  cite: () => ({ resource, says }),
});
