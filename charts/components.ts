/** Components that others publish: only their conversations are ours. */
import type { Component, Topology } from '../model/index.ts';
import { peerOf } from '../topology/policies.ts';
import { namePolicies } from './cilium.ts';
import type { Manifest, Subject } from './manifest.ts';
import { networkPolicyOf } from './policy.ts';

const subjectOf = (component: Component, topology: Topology): Subject =>
  ({ ...component, segment: 'platform', scope: peerOf(`component/${component.name}`, topology).scope });

/** Policies for every component, those in `kube-system` too: whoever gets into the cluster's own pods reaches no further than they do. */
export const componentManifests = (topology: Topology): readonly Manifest[] =>
  Object.values(topology.components).flatMap(component => {
    const key = `component/${component.name}`;
    const subject = subjectOf(component, topology);
    return [networkPolicyOf(key, subject, topology), ...namePolicies(key, subject, topology)];
  });
