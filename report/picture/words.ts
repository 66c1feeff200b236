/** What a picture of conversations shows. */
import type { Scope } from '../../model/index.ts';

export interface PictureNode {
  readonly key: string;
  readonly label: string;
  /** Name of the area it stands in. */
  readonly area: string;
  /** In the CDE, whatever stands beside it in its area. */
  readonly cde: boolean;
}

export interface PictureArea {
  readonly name: string;
  readonly title: string;
  readonly scope: Scope | null;
  /** From the top: the internet is 0. */
  readonly row: number;
  /** At the side of the rows, from the top: what everybody uses. */
  readonly aside: boolean;
}

/** One line: mostly one connection; those of one area with one common peer share a line. */
export interface PictureEdge {
  /** Ids of the rows of the table that it stands for. */
  readonly ids: readonly string[];
  /** Key of a node, or name of an area for a shared line. */
  readonly from: string;
  readonly to: string;
  /** What pointing at it says. */
  readonly says: string;
  readonly kind: 'card' | 'token' | 'money' | 'personal' | 'credential' | 'operational' | 'any';
  /** One end alone is in the CDE. */
  readonly crosses: boolean;
}

export interface Picture {
  readonly title: string;
  readonly about: string;
  /** What it was drawn from, to stand below it; empty for nothing. */
  readonly source: string;
  readonly areas: readonly PictureArea[];
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}
