import type { ServiceSpec } from '../../model/index.ts';
import { TIERS } from '../../model/index.ts';
import { callsOf, type Present } from '../selection.ts';
import { atService, type Invariant } from './invariant.ts';

interface Wait {
  readonly index: number;
  readonly to: string;
}

/** Calls without which the caller cannot answer. */
const waits = (selection: Present, service: ServiceSpec): readonly Wait[] => {
  const present = new Set(callsOf(selection, service));
  return (service.calls ?? []).flatMap((call, index) => (present.has(call) && call.optional !== true ? [{ index, to: call.to }] : []));
};

/** PT-103: what the tier table allows a tier to wait for, followed through every service in between. */
export const tierLaw: Invariant = function* ({ selection }) {
  for (const service of selection.services.values()) {
    for (const wait of waits(selection, service)) {
      const path = forbidden(selection, service, [wait.to], new Set([service.name, wait.to]));
      if (path === null) continue;
      const last = selection.services.get(path.at(-1) ?? '') as ServiceSpec;
      const through = path.length === 1 ? '' : ` through ${path.slice(0, -1).map(name => `'${name}'`).join(', ')}`;
      yield atService('PT-103', service, `calls[${wait.index}]`, `tier ${service.tier} needs tier ${last.tier} '${last.name}'${through}`, 'optional: true, or an event instead of a call');
    }
  }
};

const forbidden = (selection: Present, service: ServiceSpec, path: readonly string[], seen: Set<string>): readonly string[] | null => {
  const here = selection.services.get(path.at(-1) ?? '');
  if (here === undefined) return null;
  if (!TIERS[service.tier].mayWaitFor.includes(here.tier)) return path;
  for (const { to } of waits(selection, here)) {
    if (seen.has(to)) continue;
    seen.add(to);
    const found = forbidden(selection, service, [...path, to], seen);
    if (found !== null) return found;
  }
  return null;
};

/** PT-104: no circle of services that wait for each other; each circle is told once, at its first name. */
export const noCircle: Invariant = function* ({ selection }) {
  const done = new Set<string>();
  const told = new Set<string>();
  for (const start of selection.services.keys()) {
    const stack: string[] = [];
    const visit = function* (name: string): Generator<readonly string[]> {
      const at = stack.indexOf(name);
      if (at >= 0) yield stack.slice(at);
      if (at >= 0 || done.has(name)) return;
      stack.push(name);
      const service = selection.services.get(name);
      if (service !== undefined) for (const { to } of waits(selection, service)) yield* visit(to);
      stack.pop();
      done.add(name);
    };
    for (const circle of visit(start)) {
      const key = [...circle].sort().join(' ');
      if (told.has(key)) continue;
      told.add(key);
      const service = selection.services.get(circle[0] ?? '') as ServiceSpec;
      const next = circle[1] ?? circle[0];
      const index = (service.calls ?? []).findIndex(call => call.to === next);
      yield atService('PT-104', service, `calls[${index}]`, `a circle of waiting: ${[...circle, circle[0]].join(' → ')}`, 'optional: true on one of these calls, or an event instead of a call');
    }
  }
};
