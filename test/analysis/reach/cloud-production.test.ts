import { describe, expect, it } from 'vitest';
import { cloudPorts } from '../../../analysis/reach/cloud/index.ts';
import { placesOfPeer } from '../../../analysis/reach/cloud/peers.ts';
import { hasPort, hasPorts, portsText } from '../../../analysis/reach/ports.ts';
import { PRIMARY, STANDBY, topologyOf } from '../../reference.ts';
import { production } from './clouds.ts';

describe.each([
  ['primary', PRIMARY],
  ['standby', STANDBY],
])('the cloud of production, %s', (_, region) => {
  const topology = topologyOf('production', region);
  const cloud = production(region);
  const pairs = topology.edges.flatMap(edge =>
    placesOfPeer(cloud, topology, edge.from).flatMap(from => placesOfPeer(cloud, topology, edge.to).map(to => ({ edge, from, to }))),
  );

  it('leaves nothing in the files that cannot be followed', () => {
    expect(cloud.notes).toEqual([]);
  });

  it('has a place for every peer but those that answer inside the node', () => {
    const missing = Object.keys(topology.peers).filter(key => placesOfPeer(cloud, topology, key).length === 0);
    expect(missing).toEqual(['network/pod-identity', 'network/resolver']);
  });

  it('lets every declared conversation through every layer, from every subnet to every subnet and on every port for replies', () => {
    expect(pairs.length).toBeGreaterThan(300);
    expect(pairs.filter(({ edge, from, to }) => !hasPort(cloudPorts(cloud, from, to, 'always'), edge.protocol, edge.port)).map(({ edge }) => edge.id)).toEqual(
      [],
    );
  });

  it('lets nothing through that nobody declared, whatever addresses and ports a caller chooses', () => {
    const declared = new Set(pairs.map(({ edge, from, to }) => `${from} ${to} ${edge.protocol} ${edge.port}`));
    const names = [...cloud.places.keys()];
    const extra = names.flatMap(from =>
      names.flatMap(to => {
        const ports = cloudPorts(cloud, from, to);
        return (['TCP', 'UDP', 'SCTP'] as const).flatMap(protocol =>
          ports[protocol].flatMap(({ first, last }) =>
            Array.from({ length: Math.min(last - first + 1, 5) }, (_each, i) => first + i)
              .filter(port => !declared.has(`${from} ${to} ${protocol} ${port}`))
              .map(port => `${from} ${to} ${protocol} ${port}`),
          ),
        );
      }),
    );
    expect(extra).toEqual([]);
  });

  it('lets the internet reach public load balancers on 443 and nothing else', () => {
    const reached = [...cloud.places.keys()]
      .filter(to => hasPorts(cloudPorts(cloud, 'outside/internet', to)))
      .map(to => `${to} ${portsText(cloudPorts(cloud, 'outside/internet', to))}`);
    expect(reached).toEqual(['dashboard', 'merchant', 'webhook'].map(route => `load-balancer/production-${route} TCP 443`));
  });
});
