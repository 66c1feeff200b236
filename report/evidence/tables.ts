/** Every table of a bundle: rows that a reviewer filters, sorted, each with where it is written. */
import type { Table } from '../table.ts';
import type { Evidence, RegionEvidence } from './words.ts';
import { holdersOf } from './keys.ts';
import { segmentationTests } from './segmentation.ts';

const names = (values: readonly string[]): string => values.join(', ');
const days = (value: number | null, none: string): string => (value === null ? none : String(value));

export const tablesOf = (evidence: Evidence): readonly Table[] => {
  const each = <T>(rows: (region: RegionEvidence) => readonly T[], row: (item: T, region: RegionEvidence) => readonly string[]): readonly (readonly string[])[] =>
    evidence.regions.flatMap(region => rows(region).map(item => [region.name, ...row(item, region)]));
  const reviewed = evidence.review?.date ?? '';
  return [
    {
      name: 'connections', title: 'Port register: every connection', about: 'One row for each connection that every layer of both planes lets through; there is no other.',
      columns: ['region', 'from', 'to', 'protocol', 'port', 'encryption', 'data class', 'crosses', 'why', 'owner', 'declared by', 'reviewed', 'id'],
      rows: each(({ survey }) => survey.connections, row => [row.from, row.to, row.protocol, row.port, row.encryption, row.data, row.crossing, row.why, row.owner, row.because, reviewed, row.id]),
    },
    {
      name: 'indistinct', title: 'Possible, though nobody asked for it', about: 'What no layer of the network tells from a declared connection: endpoints in the same subnets, nodes and their pods. Identity decides there.',
      columns: ['region', 'from', 'to', 'protocol', 'ports', 'crosses'],
      rows: each(({ survey }) => survey.indistinct, row => [row.from, row.to, row.protocol, row.port, row.crossing]),
    },
    {
      name: 'scope', title: 'Scope: who is in it and why', about: 'Computed from connections in both directions, shared nodes and subnets, secrets, keys and rights.',
      columns: ['region', 'party', 'kind', 'segment', 'function', 'owner', 'declared scope', 'computed scope', 'hops from the internet', 'reasons'],
      rows: each(({ survey }) => survey.parties, row => [row.key, row.kind, row.segment ?? '', row.summary, row.owner, row.declared, row.computed, row.hops === null ? 'no way' : String(row.hops), row.reasons.join('; ')]),
    },
    {
      name: 'flows', title: 'Account data and money', about: 'Connections that carry more than operation, with their encryption.',
      columns: ['region', 'from', 'to', 'data class', 'encryption', 'protocol', 'port', 'why'],
      rows: each(({ survey }) => survey.connections.filter(({ data }) => data !== 'operational'), row => [row.from, row.to, row.data, row.encryption, row.protocol, row.port, row.why]),
    },
    {
      name: 'insecure', title: 'Unencrypted services', about: 'Connections without encryption, and what makes up for it.',
      columns: ['region', 'from', 'to', 'protocol', 'port', 'data class', 'mitigation'],
      rows: each(({ survey }) => survey.insecure, ({ connection, mitigation }) => [connection.from, connection.to, connection.protocol, connection.port, connection.data, mitigation ?? 'none']),
    },
    {
      name: 'access', title: 'Rights', about: 'Who may do what besides sending packets: databases, topics, keys, secrets, the cluster.',
      columns: ['region', 'holder', 'target', 'through', 'may', 'when', 'file', 'place'],
      rows: each(({ survey }) => survey.region.rights, row => [row.holder, row.target, row.layer, names(row.actions), names(row.when), row.file, row.path]),
    },
    {
      name: 'keys', title: 'Customer keys', about: 'Keys, their rotation and who may use them.',
      columns: ['region', 'key', 'for', 'rotates every (days)', 'deleted after (days)', 'kind', 'several regions', 'users', 'administrators', 'file', 'place'],
      rows: each(({ inventory }) => inventory.keys, (row, region) => [row.name, row.what, days(row.rotationDays, 'never'), days(row.deletionDays, ''), row.spec, row.multiRegion ? 'yes' : 'no',
        names(holdersOf(row.name, region).use), names(holdersOf(row.name, region).administer), row.file, row.path]),
    },
    {
      name: 'certs', title: 'Certificates', about: 'What proves who answers and who calls.',
      columns: ['region', 'certificate', 'names', 'issuer', 'authority', 'key', 'lifetime', 'renewed before', 'file', 'place'],
      rows: each(({ inventory }) => inventory.certificates, row => [row.name, names(row.names), row.issuer, row.authority ? 'yes' : 'no', row.algorithm, row.lifetime, row.renewedBefore, row.file, row.path]),
    },
    {
      name: 'ciphers', title: 'Listeners and ciphers', about: 'Protocol and policy of whatever listens for others.',
      columns: ['region', 'listener', 'port', 'protocol', 'policy', 'file', 'place'],
      rows: each(({ inventory }) => inventory.listeners, row => [row.name, row.port === null ? '' : String(row.port), row.protocol, row.policy, row.file, row.path]),
    },
    {
      name: 'secrets', title: 'Secrets, without values', about: 'Class, owner, key and rotation, and who gets them.',
      columns: ['region', 'secret', 'class', 'owner', 'key', 'rotation', 'rotate every (days)', 'delivered to', 'holders', 'file', 'place'],
      rows: each(({ inventory }) => inventory.secrets, row => [row.name, row.class, row.owner, row.key, row.rotation, days(row.rotateEveryDays, ''), names(row.deliveredTo), names(row.holders), row.file, row.path]),
    },
    {
      name: 'logs', title: 'Logs and evidence', about: 'Where they are kept, for how long and under which key.',
      columns: ['region', 'name', 'kind', 'kept (days)', 'key', 'file', 'place'],
      rows: each(({ inventory }) => inventory.logs, row => [row.name, row.kind, days(row.keptDays, 'for ever'), row.key, row.file, row.path]),
    },
    {
      name: 'images', title: 'Images', about: 'What containers run, by digest.',
      columns: ['region', 'workload', 'container', 'image', 'digest', 'file', 'place'],
      rows: each(({ inventory }) => inventory.images, row => [row.workload, row.container, row.repository, row.digest || 'none', row.file, row.path]),
    },
    {
      name: 'segmentation-tests', title: 'What a tester should try', about: 'Every pair across the border of the CDE, on every port that something behind it has: what must pass and what must not.',
      columns: ['region', 'from', 'to', 'protocol', 'port', 'expected'],
      rows: each(({ survey }) => segmentationTests(survey), row => row),
    },
    {
      name: 'exceptions', title: 'Exceptions', about: 'Findings that somebody accepted, for a time.',
      columns: ['code', 'object', 'owner', 'reason', 'ticket', 'expires', 'expired'],
      rows: evidence.waivers.map(({ code, object, owner, reason, ticket, expires }) => [code, object, owner, reason, ticket, expires, evidence.asOf >= expires ? 'yes' : 'no']),
    },
  ];
};
