/** Components that others publish: only their conversations are ours. */
import type { Component, Topology } from '../model/index.ts';
import { namePolicies } from './cilium.ts';
import type { Manifest, Subject } from './manifest.ts';
import { networkPolicyOf, peerOf } from './policy.ts';
import { PLATFORM } from './principal.ts';

const subjectOf = (component: Component, topology: Topology): Subject =>
  ({ ...component, segment: 'platform', scope: peerOf(`component/${component.name}`, topology).scope });

/** Policies for components in our own namespace. Those in `kube-system` belong to the cluster, and closing it would stop it. */
export const componentManifests = (topology: Topology): readonly Manifest[] =>
  Object.values(topology.components).filter(component => component.namespace === PLATFORM).flatMap(component => {
    const key = `component/${component.name}`;
    const subject = subjectOf(component, topology);
    return [networkPolicyOf(key, subject, topology), ...namePolicies(key, subject, topology)];
  });
