/** The one door to cdk8s: a few constructs in, plain objects out. */
import { App, Chart } from 'cdk8s';
import type { Manifest } from './manifest.ts';

/**
 * Builds one chart and returns its objects as plain data.
 *
 * One App with one Chart per call: `App.synth` validates the whole app again for every chart, so an App of many charts costs
 * the square of its size. Called once per cluster and once per namespace, never per object.
 *
 * @param namespace stamped on every object, cluster-scoped ones too: null for those
 */
export const manifests = (namespace: string | null, build: (chart: Chart) => void): readonly Manifest[] => {
  // Both options would otherwise come from environment variables.
  const app = new App({ outdir: 'unused', recordConstructMetadata: false });
  const chart = new Chart(app, 'manifests', { disableResourceNameHashes: true, ...(namespace === null ? {} : { namespace }) });
  build(chart);
  return (chart.toJson() as readonly Manifest[]).map(readable);
};

/** cdk8s sorts keys by name; people look for the name first. */
const readable = ({ apiVersion, kind, metadata, ...rest }: Manifest): Manifest => ({
  apiVersion,
  kind,
  metadata: {
    name: metadata.name,
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    labels: metadata.labels,
    annotations: metadata.annotations,
  },
  ...rest,
});
