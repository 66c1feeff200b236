/** What an evidence bundle is made of: surveys of every region of one environment, what the checks said, and what was reviewed last. */
import type { Inventory } from '../../analysis/inventory/index.ts';
import type { Survey } from '../../analysis/boundary/survey.ts';
import type { CheckRun, WaiverSpec } from '../../model/index.ts';

export interface RegionEvidence {
  readonly name: string;
  readonly role: 'primary' | 'standby';
  readonly survey: Survey;
  readonly inventory: Inventory;
}

export interface Evidence {
  readonly environment: string;
  readonly purpose: string;
  readonly cardData: string;
  /** Day that expiry and age are judged at. */
  readonly asOf: string;
  readonly version: string;
  /** Hash of the state of the boundary that the bundle holds. */
  readonly boundary: string;
  readonly regions: readonly RegionEvidence[];
  readonly checks: CheckRun;
  readonly waivers: readonly WaiverSpec[];
  readonly review: Review | null;
  /** Against what was reviewed, or another bundle; null where there is none. */
  readonly changes: Changes | null;
}

/** Tracked in `reviews/<environment>/review.json`: who looked at which state, and when. */
export interface Review {
  readonly environment: string;
  /** Hash of the state of the boundary that was read, as `boundary.json` of its bundle holds it. */
  readonly bundle: string;
  readonly reviewer: string;
  readonly date: string;
  readonly ticket: string;
}

/** What a bundle says about the boundary, in rows that can be compared. */
export interface BoundaryState {
  readonly schemaVersion: 1;
  readonly environment: string;
  /** By a stable id each; the value is what a change of is a change of the row. */
  readonly connections: Readonly<Record<string, string>>;
  readonly scope: Readonly<Record<string, string>>;
  readonly rights: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

export interface Change {
  readonly kind: 'connection' | 'scope' | 'right' | 'key' | 'secret';
  readonly what: 'added' | 'removed' | 'changed';
  readonly id: string;
  readonly before: string;
  readonly after: string;
  /** At the border of the CDE: it needs a review. */
  readonly significant: boolean;
  /** The whole of it in words. */
  readonly says: string;
}

export interface Changes {
  /** The bundle that it was compared with. */
  readonly against: string;
  readonly changes: readonly Change[];
}
