/** Every plane of a region: those that packets cross, and those that decide what somebody may do once he is there. */
import type { BoundaryRegion, Plane } from '../words.ts';
import { networkPlanes } from './network.ts';
import { rightPlanes } from './rights.ts';

export const planesOf = (region: BoundaryRegion): readonly Plane[] => [...networkPlanes(region), ...rightPlanes(region)];
