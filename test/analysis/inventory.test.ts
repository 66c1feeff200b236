import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../analysis/inventory/index.ts';
import { inventoryOf } from '../../analysis/inventory/index.ts';
import type { Document } from '../../analysis/reach/kubernetes/objects.ts';
import type { Topology } from '../../model/index.ts';
import { objectsOf } from '../charts/support.ts';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import { filesOf } from './reach/clouds.ts';

const documentsOf = (topology: Topology): readonly Document[] =>
  objectsOf(topology).map(value => ({ file: `${value.metadata.namespace ?? 'cluster'}/${value.metadata.name}.${value.kind}.yaml`, index: 0, value: JSON.parse(JSON.stringify(value)) as unknown }));
const inventory = (topology: Topology, documents = documentsOf(topology)): Inventory => inventoryOf(topology, documents, topology.environment.cloud.kind === 'aws' ? filesOf(topology) : []);

const REGIONS = [['production', PRIMARY], ['production', STANDBY], ['integration', undefined]] as const;

describe.each(REGIONS)('in %s %s', (environment, region) => {
  const topology = topologyOf(environment, region);
  const { keys, certificates, secrets, logs, images, listeners } = inventory(topology);
  const aws = topology.environment.cloud.kind === 'aws';

  it('every image of a workload and job is listed with its digest', () => {
    const running = [...Object.values(topology.workloads), ...Object.values(topology.jobs)];
    expect(images.map(({ workload }) => workload)).toEqual(expect.arrayContaining(running.map(({ namespace, name }) => `${namespace}/${name}`)));
    if (environment === 'production') expect(images.filter(({ digest }) => !digest.startsWith('sha256:'))).toEqual([]);
  });

  it('every declared secret is listed, and delivered to its holders only', () => {
    const listed = secrets.filter(each => each.class !== 'made in the cluster');
    expect(listed.map(({ name }) => name)).toEqual(Object.values(topology.secrets).map(({ path }) => path).sort());
    for (const { name, deliveredTo, holders } of listed) expect([name, deliveredTo.map(to => to.replace(/-secrets$/, ''))]).toEqual([name, holders]);
  });

  it('every workload has its certificate', () => {
    expect(certificates.filter(({ authority }) => authority)).toHaveLength(1);
    for (const { namespace, name } of Object.values(topology.workloads)) expect(certificates.map(each => each.name)).toContain(`${namespace}/${name}-tls`);
  });

  it('every key rotates, and names are those of the catalog', () => {
    expect(keys.length > 0).toBe(aws);
    expect(keys.filter(({ rotationDays }) => rotationDays === null)).toEqual([]);
  });

  it('logs are kept for a year at least, under a customer key', () => {
    expect(logs.length > 0).toBe(aws);
    const known = new Set(keys.map(({ name }) => name));
    const least = environment === 'production' ? 365 : 7;
    expect(logs.filter(({ kind, keptDays }) => keptDays !== null && keptDays < (kind === 'log group' ? 365 : least))).toEqual([]);
    expect(logs.filter(({ key }) => !known.has(key))).toEqual([]);
  });

  it('every listener says its protocol and how it is encrypted', () => {
    expect(listeners.length).toBeGreaterThan(0);
    expect(listeners.filter(({ protocol, policy }) => policy === '' || /PLAINTEXT|^HTTP$/.test(protocol))).toEqual([]);
  });
});

it('an image that is named by what it is called has no digest, also in a pod of an unknown kind', () => {
  const value = { apiVersion: 'example.org/v1', kind: 'Strange', metadata: { name: 'a' }, spec: { jobs: { spec: { containers: [{ name: 'x', image: 'registry/a:1.2' }] } } } };
  expect(inventory(topologyOf(), [{ file: 'a.yaml', index: 0, value }]).images).toEqual([
    { file: 'a.yaml', path: 'Strange default/a spec.jobs.spec.containers[0].image', workload: 'default/a', container: 'x', repository: 'registry/a:1.2', digest: '' },
  ]);
});
