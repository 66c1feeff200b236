/** Where something listens for others, and with which protocol and cipher policy it does. */
import type { Terraform } from '../reach/cloud/terraform.ts';
import type { KubernetesObject } from '../reach/kubernetes/objects.ts';
import { nameOf } from '../reach/kubernetes/objects.ts';
import { at, list, number, text } from '../reach/json.ts';
import { byText, itemOf } from './item.ts';
import type { Item } from './item.ts';

export interface Listener extends Item {
  readonly name: string;
  readonly port: number | null;
  readonly protocol: string;
  /** Cipher policy or the setting that enforces encryption; empty where none is said. */
  readonly policy: string;
}

export const listenersOf = (objects: readonly KubernetesObject[], terraform: Terraform): readonly Listener[] => [
  ...terraform.all('aws_lb_listener').map((resource): Listener => ({
    ...itemOf(resource), name: text(at(resource.body, 'tags', 'Name')) || resource.id, port: number(resource.body['port']), protocol: text(resource.body['protocol']), policy: text(resource.body['ssl_policy']),
  })),
  ...terraform.all('aws_msk_cluster').map((resource): Listener => ({
    ...itemOf(resource), name: text(resource.body['cluster_name']), port: null, protocol: `Kafka ${text(at(resource.body, 'encryption_info', 'encryption_in_transit', 'client_broker')) || 'TLS'}`,
    policy: ['iam', 'scram'].filter(way => at(resource.body, 'client_authentication', 'sasl', way) === true).map(way => `SASL ${way}`).join(', '),
  })),
  ...terraform.all('aws_rds_cluster').map((resource): Listener => {
    const forced = terraform.resolve(resource, resource.body['db_cluster_parameter_group_name'])
      .flatMap(found => (found.kind === 'resource' ? list(found.resource.body['parameter']) : []))
      .find(parameter => text(at(parameter, 'name')) === 'rds.force_ssl');
    return { ...itemOf(resource), name: text(resource.body['cluster_identifier']), port: number(resource.body['port']), protocol: 'PostgreSQL', policy: forced === undefined ? '' : `rds.force_ssl=${text(at(forced, 'value'))}` };
  }),
  ...objects.filter(({ kind }) => kind === 'Kafka').flatMap(each => list(at(each.body, 'spec', 'kafka', 'listeners')).map((listener): Listener => ({
    file: each.file, path: `${nameOf(each)} spec.kafka.listeners`, name: `${each.namespace}/${each.name}`, port: number(at(listener, 'port')),
    protocol: `Kafka ${at(listener, 'tls') === true ? 'TLS' : 'PLAINTEXT'}`, policy: text(at(listener, 'authentication', 'type')),
  }))),
].sort(byText(({ name, port }) => `${name} ${String(port)}`));
