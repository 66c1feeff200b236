/** Renders every region, as many at once as there are processors: regions know nothing of each other. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Topology } from '../model/index.ts';
import type { RenderedRegion } from './render.ts';

export interface Renderer {
  /** @returns regions in the order of `topologies`; rejects with what a region throws */
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
export const startRenderer = (several: boolean): Renderer => {
  const engine = import('./render.ts');
  const early = several && availableParallelism() > 1 ? [new Worker(WORKER)] : [];
  // nobody waits for a worker that was never asked
  for (const worker of early) worker.unref();
  return {
    renderAll: async topologies => {
      const lanes = Math.min(topologies.length, availableParallelism());
      const laneOf = (lane: number): readonly Topology[] => topologies.filter((_, index) => index % lanes === lane);
      const others = Promise.all(Array.from({ length: Math.max(0, lanes - 1) }, (_, index) => renderBeside(early.pop() ?? new Worker(WORKER), laneOf(index + 1))));
      // when this thread throws first, what the others throw is nobody's surprise
      others.catch(() => undefined);
      const { renderRegion } = await engine;
      const done = [laneOf(0).map(renderRegion), ...(await others)];
      return topologies.map((_, index) => done[index % lanes]?.[Math.floor(index / lanes)] as RenderedRegion);
    },
  };
};

const renderBeside = (worker: Worker, topologies: readonly Topology[]): Promise<readonly RenderedRegion[]> => new Promise((resolve, reject) => {
  const done: RenderedRegion[] = [];
  worker.on('message', (region: RenderedRegion) => {
    done.push(region);
    if (done.length === topologies.length) resolve(done);
  });
  worker.on('error', reject);
  worker.ref();
  worker.postMessage(topologies);
});
