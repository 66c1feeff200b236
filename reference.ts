/** The reference platform, for others to build their own on: take the catalog and environments, replace what differs. */
export { environments } from './environments/index.ts';
export { catalog } from './services/index.ts';
