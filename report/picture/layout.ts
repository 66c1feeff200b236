/** Where everything stands: areas in rows from the internet down, the CDE in a column of its own on the left, where no line passes that does not end in it, what everybody uses on the right. Pure geometry, no clock, no chance. */
import type { Picture, PictureArea, PictureNode } from './words.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Where what stands at the side begins. */
  readonly aside: number;
  readonly areas: ReadonlyMap<string, Box>;
  readonly nodes: ReadonlyMap<string, Box>;
}

export const NODE = { width: 158, height: 26, gap: 10 } as const;
const AREA = { padding: 12, head: 26, gap: 34 } as const;
const ROW_GAP = 72;
const MARGIN = 24;
const ASIDE_GAP = 130;
const CDE_GAP = 60;

/** Most nodes beside each other in an area; more stand below. */
const columnsFor = (nodes: number, aside: boolean): number => (aside ? (nodes <= 8 ? 1 : 2) : nodes <= 2 ? Math.max(nodes, 1) : nodes <= 6 ? Math.ceil(nodes / 2) : nodes <= 12 ? Math.ceil(nodes / 3) : Math.ceil(Math.sqrt(nodes / 2) + 2));

export const layoutOf = ({ areas, nodes }: Picture): Layout => {
  const inArea = new Map(areas.map(({ name }) => [name, nodes.filter(({ area }) => area === name)]));
  const sized = areas.map(area => ({ area, ...sizeOf(area, inArea.get(area.name) ?? []) }));
  const rows = [...new Set(sized.filter(({ area }) => !area.aside).map(({ area }) => area.row))].sort((a, b) => a - b)
    .map(row => sized.filter(({ area }) => !area.aside && area.row === row));
  const widthOf = (row: typeof sized): number => row.reduce((sum, { width }) => sum + width, 0) + AREA.gap * Math.max(row.length - 1, 0);
  const [apart, together] = [rows.map(row => row.filter(isCde)), rows.map(row => row.filter(each => !isCde(each)))];
  const left = Math.max(...apart.map(widthOf), 0);
  const main = Math.max(...together.map(widthOf), 0) + (left === 0 ? 0 : left + CDE_GAP);
  const boxes = new Map<string, Box>();
  let y = MARGIN;
  for (const [i, row] of rows.entries()) {
    const beside = (each: typeof sized, start: number): void => {
      let x = start;
      for (const { area, width, height } of each) {
        boxes.set(area.name, { x, y, width, height });
        x += width + AREA.gap;
      }
    };
    beside(apart[i] ?? [], MARGIN + (left - widthOf(apart[i] ?? [])) / 2);
    beside(together[i] ?? [], MARGIN + (left === 0 ? 0 : left + CDE_GAP) + (main - (left === 0 ? 0 : left + CDE_GAP) - widthOf(together[i] ?? [])) / 2);
    y += Math.max(...row.map(({ height }) => height)) + ROW_GAP;
  }
  const aside = sized.filter(({ area }) => area.aside).sort((a, b) => a.area.row - b.area.row);
  const x = MARGIN + main + ASIDE_GAP;
  let down = MARGIN;
  for (const { area, width, height } of aside) {
    boxes.set(area.name, { x, y: down, width, height });
    down += height + AREA.gap;
  }
  return {
    width: Math.ceil(aside.length === 0 ? main + 2 * MARGIN : x + Math.max(...aside.map(({ width }) => width)) + MARGIN),
    height: Math.ceil(Math.max(y - ROW_GAP, down - AREA.gap) + MARGIN),
    aside: x,
    areas: boxes,
    nodes: new Map(areas.flatMap(area => placed(area, inArea.get(area.name) ?? [], boxes.get(area.name) as Box))),
  };
};

const isCde = ({ area }: { readonly area: PictureArea }): boolean => area.scope === 'cde';

const sizeOf = (area: PictureArea, nodes: readonly PictureNode[]): { readonly width: number; readonly height: number } => {
  const columns = columnsFor(nodes.length, area.aside);
  const rows = Math.max(Math.ceil(nodes.length / columns), 1);
  const title = 40 + area.title.length * 6.6 + (area.scope === null ? 0 : area.scope.length * 6);
  return {
    width: Math.max(columns * (NODE.width + NODE.gap) - NODE.gap + 2 * AREA.padding, title),
    height: AREA.head + rows * (NODE.height + NODE.gap) - NODE.gap + 2 * AREA.padding,
  };
};

const placed = (area: PictureArea, nodes: readonly PictureNode[], box: Box): readonly (readonly [string, Box])[] => {
  const columns = columnsFor(nodes.length, area.aside);
  return nodes.map(({ key }, i) => [key, {
    x: box.x + AREA.padding + (i % columns) * (NODE.width + NODE.gap),
    y: box.y + AREA.head + AREA.padding + Math.floor(i / columns) * (NODE.height + NODE.gap),
    width: NODE.width, height: NODE.height,
  }]);
};
