/**
 * Conversations as a picture that needs no program: segments are areas, the internet stands at the top, the CDE is marked; lines of the same two areas
 * run together; pointing at a line says what it is. Colour never says alone: kinds differ in their dashes too, and what crosses the border of the CDE is thick.
 */
import type { Box, Layout } from './layout.ts';
import { layoutOf } from './layout.ts';
import type { Picture, PictureArea, PictureEdge, PictureNode } from './words.ts';
import { escaped } from '../table.ts';

/** Colours hold 3:1 against white and tell apart for the colour-blind (Okabe and Ito); the dashes tell the rest. */
const KINDS: Readonly<Record<PictureEdge['kind'], { readonly colour: string; readonly dashes: string; readonly says: string }>> = {
  card: { colour: '#a3003c', dashes: '', says: 'card data' },
  token: { colour: '#b34d00', dashes: '12 3', says: 'tokens' },
  money: { colour: '#005b96', dashes: '6 3', says: 'money' },
  personal: { colour: '#00705a', dashes: '2 4', says: 'personal data' },
  credential: { colour: '#6a4a8c', dashes: '8 3 2 3', says: 'credentials' },
  operational: { colour: '#8a8a8a', dashes: '1 3', says: 'operation' },
  any: { colour: '#33536e', dashes: '', says: 'let through' },
};

/** An arrow head for each kind, as large on thick lines as on thin ones. */
const markers = (id: string): string => Object.entries(KINDS).map(([kind, { colour }]) =>
  `<marker id="${id}-${kind}" viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L6 3L0 6z" fill="${colour}"/></marker>`).join('');

const round = (value: number): string => String(Math.round(value * 10) / 10);

export const svgOf = (picture: Picture): string => {
  const layout = layoutOf(picture);
  // several pictures may stand on one page
  const id = picture.title.replace(/[^a-z0-9]+/gi, '-');
  const legend = legendOf(picture);
  const legendHeight = 34;
  // what matters most is drawn last, over the rest
  const edges = [...picture.edges].sort((a, b) => rank(a) - rank(b));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${layout.height + legendHeight}" role="img" aria-label="${escaped(picture.title)}" font-family="system-ui, sans-serif" font-size="11">`,
    `<title>${escaped(picture.title)}</title><desc>${escaped(picture.about)}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs>${markers(id)}</defs>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...picture.areas.map(area => areaSvg(area, layout)),
    '<g fill="none">', ...edges.map(edge => edgeSvg(edge, layout, id)), '</g>',
    ...picture.nodes.map(node => nodeSvg(node, layout.nodes.get(node.key) as Box)),
    `<g transform="translate(24 ${layout.height + 12})">${legend}</g>`,
    ...(picture.source === '' ? [] : [`<text x="${layout.width - 24}" y="${layout.height + 24}" text-anchor="end" fill="#555">${escaped(picture.source)}</text>`]),
    '</svg>',
  ].join('\n') + '\n';
};

const STYLE = '.e{stroke-width:1.1;opacity:.75}.x{stroke-width:2.6;opacity:1}.o{stroke-width:1;opacity:.45}.e:hover,.x:hover,.o:hover{stroke-width:4;opacity:1}';

const rank = ({ kind, crosses }: PictureEdge): number => (crosses ? 2 : kind === 'operational' || kind === 'credential' ? 0 : 1);

const areaSvg = ({ name, title, scope }: PictureArea, { areas }: Layout): string => {
  const { x, y, width, height } = areas.get(name) as Box;
  const cde = scope === 'cde';
  const border = (inset: number, stroke: number): string =>
    `<rect x="${round(x + inset)}" y="${round(y + inset)}" width="${round(width - 2 * inset)}" height="${round(height - 2 * inset)}" rx="8" fill="${cde ? '#fff3f0' : '#f6f7f9'}" stroke="${cde ? '#a3003c' : '#9aa3ad'}" stroke-width="${stroke}"${scope === 'out-of-scope' ? ' stroke-dasharray="4 3"' : ''}/>`;
  return `<g>${border(0, cde ? 2 : 1)}${cde ? border(4, 1) : ''}<text x="${round(x + 12)}" y="${round(y + 19)}" font-weight="600" fill="#1b1f24">${escaped(title)}${scope === null ? '' : `<tspan font-weight="400" fill="#555" dx="8">${escaped(scope)}</tspan>`}</text></g>`;
};

const nodeSvg = ({ label, cde }: PictureNode, { x, y, width, height }: Box): string => {
  const frame = cde ? `<rect x="${round(x - 3)}" y="${round(y - 3)}" width="${width + 6}" height="${height + 6}" rx="6" fill="#fff" stroke="#a3003c"/>` : '';
  return `<g>${frame}<rect x="${round(x)}" y="${round(y)}" width="${width}" height="${height}" rx="4" fill="#fff" stroke="${cde ? '#a3003c' : '#5b6570'}"/><text x="${round(x + width / 2)}" y="${round(y + 17)}" text-anchor="middle" fill="#1b1f24"${cde ? ' font-weight="600"' : ''}>${escaped(short(label))}</text></g>`;
};

/** What fits a box of 158 pixels. */
const short = (label: string): string => (label.length > 24 ? `${label.slice(0, 22)}…` : label);

const edgeSvg = (edge: PictureEdge, layout: Layout, id: string): string => {
  const { colour, dashes } = KINDS[edge.kind];
  const style = edge.crosses ? 'x' : edge.kind === 'operational' ? 'o' : 'e';
  return `<path class="${style}" data-ids="${escaped(edge.ids.join(' '))}" d="${pathOf(edge, layout)}" stroke="${colour}"${dashes === '' ? '' : ` stroke-dasharray="${dashes}"`} marker-end="url(#${id}-${edge.kind})"><title>${escaped(edge.says)}</title></path>`;
};

/** A line leaves its area and enters the other at one point each, so that lines of the same two areas run together; those at the side are met from the side. */
const pathOf = ({ from, to }: PictureEdge, layout: Layout): string => {
  const [a, b] = [boxOf(from, layout), boxOf(to, layout)];
  const [out, into] = [areaOf(from, layout), areaOf(to, layout)];
  if (out === into) return inside(a, b);
  const sideways = out.x >= layout.aside || into.x >= layout.aside;
  const [start, end] = sideways ? [beside(a, layout), beside(b, layout)] : [facing(a, b), facing(b, a)];
  const [port, entry] = sideways ? [sidePort(out, start, layout), sidePort(into, end, layout)] : [portOf(out, into, 24), portOf(into, out, 24)];
  return `M${point(start)}C${point(port)} ${point(entry)} ${point(end)}`;
};

type Point = readonly [number, number];
const point = ([x, y]: Point): string => `${round(x)} ${round(y)}`;
const centre = ({ x, y, width, height }: Box): Point => [x + width / 2, y + height / 2];

/** Within one area: a bow beside the boxes. */
const inside = (a: Box, b: Box): string => {
  const [ax, ay] = centre(a);
  const [bx, by] = centre(b);
  if (a === b) return `M${point([ax - 20, a.y])}C${point([ax - 20, a.y - 16])} ${point([ax + 20, a.y - 16])} ${point([ax + 20, a.y])}`;
  if (Math.abs(ay - by) < 1) return `M${point([ax, a.y + a.height])}C${point([ax, a.y + a.height + 18])} ${point([bx, b.y + b.height + 18])} ${point([bx, b.y + b.height])}`;
  const down = by > ay;
  return `M${point([ax, down ? a.y + a.height : a.y])}C${point([ax, (ay + by) / 2])} ${point([bx, (ay + by) / 2])} ${point([bx, down ? b.y : b.y + b.height])}`;
};

/** The middle of the side of a box that looks at another. */
const facing = (a: Box, b: Box): Point => {
  const [ax, ay] = centre(a);
  const [bx, by] = centre(b);
  if (by - ay > a.height) return [ax, a.y + a.height];
  if (ay - by > a.height) return [ax, a.y];
  return bx > ax ? [a.x + a.width, ay] : [a.x, ay];
};

/** Left of what stands at the side, right of everything else. */
const beside = (box: Box, { aside }: Layout): Point => [box.x >= aside ? box.x : box.x + box.width, box.y + box.height / 2];
const sidePort = (area: Box, [, y]: Point, { aside }: Layout): Point => (area.x >= aside ? [area.x - 90, (y + area.y + area.height / 2) / 2] : [area.x + area.width + 60, (y + area.y + area.height / 2) / 2]);

const portOf = (area: Box, other: Box, beyond: number): Point => {
  const [x, y] = facing(area, other);
  const [cx, cy] = centre(area);
  return x === cx ? [x, y + (y > cy ? beyond : -beyond)] : [x + (x > cx ? beyond * 2 : -beyond * 2), y];
};

const boxOf = (key: string, { nodes, areas }: Layout): Box => (nodes.get(key) ?? areas.get(key)) as Box;
const areaOf = (key: string, layout: Layout): Box => {
  const box = boxOf(key, layout);
  return [...layout.areas.values()].find(({ x, y, width, height }) => x <= box.x && y <= box.y && box.x + box.width <= x + width && box.y + box.height <= y + height) as Box;
};

const legendOf = ({ edges }: Picture): string => {
  const used = (Object.keys(KINDS) as PictureEdge['kind'][]).filter(kind => edges.some(edge => edge.kind === kind));
  const entries = [...used.map(kind => ({ ...KINDS[kind], width: 1.6 })), ...(edges.some(({ crosses }) => crosses) ? [{ colour: '#1b1f24', dashes: '', says: 'thick: crosses the border of the CDE; double frame: in the CDE', width: 3.2 }] : [])];
  return entries.map(({ colour, dashes, says, width }, i) =>
    `<g transform="translate(${i * 130} 0)"><path d="M0 8H34" stroke="${colour}" stroke-width="${width}"${dashes === '' ? '' : ` stroke-dasharray="${dashes}"`}/><text x="42" y="12" fill="#1b1f24">${escaped(says)}</text></g>`).join('');
};
