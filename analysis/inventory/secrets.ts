/** Secrets by name: class, owner, key and rotation, and where they are delivered. Values are not looked at. */
import type { Topology } from '../../model/index.ts';
import type { KubernetesObject } from '../reach/kubernetes/objects.ts';
import { groupOf } from '../reach/kubernetes/objects.ts';
import type { Terraform } from '../reach/cloud/terraform.ts';
import { at, list, number, text } from '../reach/json.ts';
import { byText, itemOf, keyNamed } from './item.ts';
import type { Item } from './item.ts';

export interface SecretItem extends Item {
  readonly name: string;
  readonly class: string;
  readonly owner: string;
  readonly rotation: string;
  readonly rotateEveryDays: number | null;
  readonly key: string;
  /** `namespace/name` of the objects that fetch it. */
  readonly deliveredTo: readonly string[];
  /** `namespace/name` of declared holders. */
  readonly holders: readonly string[];
}

const TAG = 'payment-topology.dev/';

export const secretsOf = (topology: Topology, objects: readonly KubernetesObject[], terraform: Terraform): readonly SecretItem[] => {
  const delivered = new Map<string, string[]>();
  for (const { name, namespace, body } of objects.filter(each => each.kind === 'ExternalSecret' && groupOf(each) === 'external-secrets.io')) {
    for (const key of new Set(list(at(body, 'spec', 'data')).map(entry => text(at(entry, 'remoteRef', 'key'))))) delivered.set(key, [...delivered.get(key) ?? [], `${namespace}/${name}`]);
  }
  const declared = new Map(Object.values(topology.secrets).map(secret => [secret.path, secret]));
  const holders = (path: string): readonly string[] => (declared.get(path)?.holders ?? []).map(holder => `${(topology.workloads[holder] ?? topology.jobs[holder])?.namespace ?? '?'}/${holder}`).sort();
  const managed = terraform.all('aws_secretsmanager_secret').map((resource): SecretItem => {
    const name = text(resource.body['name']);
    const tag = (word: string): string => text(at(resource.body, 'tags', `${TAG}${word}`));
    return {
      ...itemOf(resource), name, class: tag('class'), owner: tag('owner'), rotation: tag('rotation'), rotateEveryDays: number(tag('rotate-every-days')),
      key: keyNamed(terraform, resource, resource.body['kms_key_id']), deliveredTo: (delivered.get(name) ?? []).sort(), holders: holders(name),
    };
  });
  // secrets that another region makes and replicates, or that a cluster keeps itself
  const known = new Set(managed.map(({ name }) => name));
  const elsewhere = [...new Set([...delivered.keys(), ...declared.keys()])].filter(path => !known.has(path)).map((path): SecretItem => {
    const secret = declared.get(path);
    return {
      file: 'topology.json', path: `secrets/${secret?.name ?? path}`, name: path, class: secret?.class ?? 'made in the cluster', owner: secret?.owner ?? '', rotation: secret?.rotation ?? '',
      rotateEveryDays: secret?.rotateEveryDays ?? null, key: secret?.key ?? 'none', deliveredTo: (delivered.get(path) ?? []).sort(), holders: holders(path),
    };
  });
  return [...managed, ...elsewhere].sort(byText(({ name }) => name));
};
