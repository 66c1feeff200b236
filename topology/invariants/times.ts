import { numberOf } from '../../capacity/exact.ts';
import { leastGrace } from '../workload.ts';
import { atService, type Invariant, type SizedInvariant } from './invariant.ts';

/** PT-114: a pod is not killed while its longest call is in flight. */
export const graceCoversCalls: SizedInvariant = function* ({ workloads }, { selection }) {
  for (const service of selection.services.values()) {
    const workload = workloads[service.name];
    if (workload === undefined) continue;
    const { longestCallMs, graceSeconds } = workload.drain;
    const least = numberOf(leastGrace(workload));
    if (numberOf(graceSeconds) < least) {
      yield atService('PT-114', service, 'graceSeconds', `${numberOf(graceSeconds)} s with a call of ${numberOf(longestCallMs)} ms in flight`, `at least ${least} s, or no graceSeconds at all`);
    }
  }
};

/** PT-120: a transaction that holds a connection ends before a provider is asked, and begins again after it answered. */
export const poolsNotHeld: Invariant = function* ({ selection }) {
  for (const service of selection.services.values()) {
    const adapters = (service.calls ?? []).map(call => selection.services.get(call.to)).filter(callee => callee?.provider !== undefined);
    if (adapters.length === 0 && service.provider === undefined) continue;
    const timeouts = [...adapters, service].flatMap(adapter => Object.values(selection.providers.get(adapter?.provider ?? '')?.operations ?? {}).map(operation => operation.timeoutMs));
    const shortest = Math.min(...timeouts.map(name => numberIn(selection.catalog.inputs[name]?.value)));
    for (const [index, use] of (service.stores ?? []).entries()) {
      const hold = use.hold === undefined ? undefined : selection.catalog.inputs[use.hold];
      if (hold !== undefined && numberIn(hold.value) >= shortest) {
        yield atService('PT-120', service, `stores[${index}].hold`, `a connection held ${numberIn(hold.value)} ms while a provider may take ${shortest} ms`, 'two short transactions, one before and one after the call');
      }
    }
  }
};

const numberIn = (value: number | string | undefined): number => {
  const [top = 'NaN', bottom = '1'] = String(value).split('/');
  return Number(top) / Number(bottom);
};
