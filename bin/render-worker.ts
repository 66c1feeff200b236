/** Renders regions beside the main thread: is sent topologies once, answers with each rendered region. */
import { parentPort } from 'node:worker_threads';
import type { Topology } from '../model/index.ts';
import { renderRegion } from './render.ts';

parentPort?.once('message', (topologies: readonly Topology[]) => {
  for (const topology of topologies) parentPort?.postMessage(renderRegion(topology));
});
