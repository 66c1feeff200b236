/** `explain`: a derived number as a tree down to what a document, a vendor, a measurement or an assumption says. */
import { OutsideError } from '../../io/problem.ts';
import type { Derivation, Source } from '../../model/index.ts';
import { nearest } from '../nearest.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { titleOf, topologyToRead } from '../source.ts';
import { table } from '../terminal.ts';

type Derivations = Readonly<Record<string, Derivation>>;

/** A derivation with its inputs in place. */
interface Node {
  readonly name: string;
  readonly pointer: string | null;
  readonly value: number;
  readonly exact?: string | undefined;
  readonly unit: string;
  readonly formula?: string | undefined;
  readonly source?: Source | undefined;
  readonly inputs: readonly Node[];
}

export const explain = async (session: Session, asked: string, dir: string | undefined, options: Common): Promise<ExitCode> => {
  const topology = await topologyToRead(session, dir, options);
  if (topology === null) return 1;
  const { derivations } = topology;
  const pointer = asked.replace(/^\/+|\/+$/g, '');
  const found = derivations[pointer];
  const { print, paint } = session.terminal;
  if (found === undefined) {
    const below = pointersBelow(pointer, derivations);
    if (below.length === 0) throw new OutsideError({ code: 'PT-011', where: 'explain', saw: `no number at '${asked}'`, want: wanted(pointer, derivations) });
    const rows = below.map(key => ({ pointer: key, value: derivations[key]?.value ?? 0, unit: derivations[key]?.unit ?? '' }));
    if (options.json === true) print(JSON.stringify(rows, null, 2));
    else print(`${paint.dim(titleOf(topology))}\n${table(rows.map(row => [row.pointer, row.value, row.unit === '1' ? '' : row.unit]))}`);
    return 0;
  }
  const tree = nodeOf(pointer, pointer, found, derivations);
  if (options.json === true) print(JSON.stringify(tree, null, 2));
  else {
    print(paint.dim(titleOf(topology)));
    print(`${paint.bold(pointer)} = ${amount(tree)}`);
    for (const line of linesOf(tree, '', new Set(), paint.dim)) print(line);
  }
  return 0;
};

const pointersBelow = (pointer: string, all: Derivations): readonly string[] => Object.keys(all).filter(key => pointer === '' || key.startsWith(`${pointer}/`));

/** Pointers near to a mistyped one, else where to look: the deepest place on its way that holds numbers. */
const wanted = (pointer: string, all: Derivations): string => {
  const words = pointer.split('/');
  const known = words.findLastIndex((_, i) => pointersBelow(words.slice(0, i).join('/'), all).length > 0);
  const place = words.slice(0, known).join('/');
  const rest = words.slice(known).join('/');
  const near = nearest(rest, pointersBelow(place, all).map(key => (place === '' ? key : key.slice(place.length + 1))), 5);
  if (near.length > 0) return `a pointer such as ${near.map(key => [place, key].filter(Boolean).join('/')).join(', ')}`;
  return place === '' ? 'a pointer such as workloads/payment-core/replicas' : `a pointer that payment-topology explain ${place} lists`;
};

const nodeOf = (name: string, pointer: string | null, derivation: Derivation, all: Derivations): Node => ({
  name, pointer, value: derivation.value, exact: derivation.exact, unit: derivation.unit, formula: derivation.formula, source: derivation.source,
  inputs: Object.entries(derivation.inputs ?? {}).map(([input, target]) => {
    if (typeof target !== 'string') return nodeOf(input, null, target, all);
    const next = all[target];
    if (next === undefined) throw new Error(`${name} rests on ${target}, which is nowhere`);
    return nodeOf(input, target, next, all);
  }),
});

const amount = ({ value, exact, unit }: Node): string => `${exact ?? value}${unit === '1' || unit === '' ? '' : ` ${unit}`}${exact === undefined ? '' : ` (${Number(value.toPrecision(6))})`}`;

/** What was explained once is only named the second time. */
const linesOf = (node: Node, indent: string, seen: Set<string>, dim: (text: string) => string): readonly string[] => {
  const lines: string[] = [];
  if (node.formula !== undefined) lines.push(`${indent}  = ${node.formula}`);
  if (node.source !== undefined) lines.push(`${indent}  ${dim(sourceText(node.source))}`);
  node.inputs.forEach((input, i) => {
    const isLast = i === node.inputs.length - 1;
    const isKnown = input.pointer !== null && seen.has(input.pointer) && input.inputs.length > 0;
    if (input.pointer !== null) seen.add(input.pointer);
    lines.push(`${indent}  ${isLast ? '└' : '├'} ${input.name} = ${amount(input)}${input.pointer === null ? '' : dim(`  ${input.pointer}`)}${isKnown ? dim('  (above)') : ''}`);
    if (!isKnown) lines.push(...linesOf(input, `${indent}  ${isLast ? ' ' : '│'} `, seen, dim));
  });
  return lines;
};

const sourceText = (source: Source): string => {
  switch (source.kind) {
    case 'document': return `part ${source.part} ${source.section}`;
    case 'assumption': return `assumption: ${source.why}`;
    case 'vendor': return `vendor: ${source.what}, read on ${source.date}`;
    case 'measurement': return `measured: ${source.what}, on ${source.date}`;
    case 'written': return `written: ${source.path}`;
    case 'table': return `table: ${source.row}`;
  }
};
