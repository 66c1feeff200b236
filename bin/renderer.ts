/** Renders every region, as many at once as there are processors: regions know nothing of each other. */
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { OutsideError } from '../io/problem.ts';
import type { Topology } from '../model/index.ts';
import type { RenderedRegion } from './render.ts';

export interface Renderer {
  /**
   * @returns regions in the order of `topologies`
   * @throws PT-000 with the region that cannot be rendered, whichever thread it was given to
   */
  readonly renderAll: (topologies: readonly Topology[]) => Promise<readonly RenderedRegion[]>;
}

/** Built beside `main.js`; this file ends up in a chunk next door. */
const WORKER = new URL('../bin/render-worker.js', import.meta.url);

/**
 * Begins to load the synthesis engines, here and in one worker: they take as long as the configuration, so both happen at once.
 * More workers start when there are more regions.
 *
 * @param several whether more than one region may come
 */
export const startRenderer = (several: boolean, worker: URL = WORKER, processors = availableParallelism()): Renderer => {
  // Thousands of objects pass through memory once: a heap that grows by a third and not by doubling takes a third less room, and no more time.
  setFlagsFromString('--heap-growing-percent=30');
  const engine = import('./render.ts');
  const early = several && processors > 1 ? [laneIn(worker)] : [];
  return {
    renderAll: async topologies => {
      const lanes = Math.min(topologies.length, processors);
      const laneOf = (lane: number): readonly Topology[] => topologies.filter((_, index) => index % lanes === lane);
      const others = Promise.all(Array.from({ length: Math.max(0, lanes - 1) }, (_, index) => renderBeside(early.pop() ?? laneIn(worker), laneOf(index + 1))));
      // when this thread throws first, what the others throw is nobody's surprise
      others.catch(() => undefined);
      const { renderRegion } = await engine;
      const own = laneOf(0).map(topology => {
        try {
          return renderRegion(topology);
        } catch (error) {
          throw failure(topology, error);
        }
      });
      const done = [own, ...(await others)];
      return topologies.map((_, index) => done[index % lanes]?.[Math.floor(index / lanes)] as RenderedRegion);
    },
  };
};

/** A worker, and what ends it before it has answered: it may fail before anybody asks it, and end without a word. */
interface Lane {
  readonly worker: Worker;
  readonly failed: Promise<never>;
}

const laneIn = (url: URL): Lane => {
  const worker = new Worker(url);
  // nobody waits for a worker that was never asked
  worker.unref();
  const failed = new Promise<never>((_, reject) => {
    worker.once('error', reject);
    worker.once('exit', code => reject(new Error(`its thread ended with code ${code} and no answer`)));
  });
  failed.catch(() => undefined);
  return { worker, failed };
};

const renderBeside = async ({ worker, failed }: Lane, topologies: readonly Topology[]): Promise<readonly RenderedRegion[]> => {
  const done: RenderedRegion[] = [];
  const answered = new Promise<readonly RenderedRegion[]>(resolve => {
    worker.on('message', (region: RenderedRegion) => {
      done.push(region);
      if (done.length === topologies.length) resolve(done);
    });
  });
  worker.ref();
  worker.postMessage(topologies);
  try {
    return await Promise.race([answered, failed]);
  } catch (error) {
    throw failure(topologies[done.length], error);
  }
};

const failure = (topology: Topology | undefined, error: unknown): OutsideError => {
  const where = topology === undefined ? 'a region' : `${topology.environment.name}/${topology.region.name}`;
  const problem = new OutsideError({ code: 'PT-000', where, saw: String(error).split('\n')[0] ?? '', want: 'a region that can be rendered: nothing was written; report this line, PAYMENT_TOPOLOGY_DEBUG=1 prints where it happened' });
  return Object.assign(problem, error instanceof Error ? { stack: error.stack } : {});
};
