import { describe, expect, test } from 'vitest';
import { fieldDifferences } from '../../../analysis/verify/fields.ts';
import { addedFields } from '../../../analysis/verify/owners.ts';

const found = (declared: object, live: object, drops = true): readonly string[] =>
  fieldDifferences({ kind: 'Deployment', ...declared }, { kind: 'Deployment', ...live }, drops).map(({ at, saw, want }) => `${at}: ${saw} → ${want}`);
const ofPolicy = (declared: object, live: object): readonly string[] => fieldDifferences({ kind: 'NetworkPolicy', spec: declared }, { kind: 'NetworkPolicy', spec: live }, true).map(({ at }) => at);

describe('what the server fills in, drops or spells in its own way is no difference', () => {
  test('fields that nobody declared', () => expect(found({ spec: { paused: false } }, { spec: { replicas: 3, revisionHistoryLimit: 10 }, status: { replicas: 3 } })).toEqual([]));
  test('quantities', () => expect(found({ spec: { requests: { cpu: '1000m', memory: '2048Mi' }, emptyDir: { sizeLimit: '1024Mi' } } }, { spec: { requests: { cpu: '1', memory: '2Gi' }, emptyDir: { sizeLimit: '1Gi' } } })).toEqual([]));
  test('empty lists and texts, and what is false anyway', () => expect(found({ spec: { volumes: [], value: '', hostNetwork: false } }, { spec: {} })).toEqual([]));
  test('the order of what has names', () => expect(found({ env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }] }, { env: [{ name: 'B', value: '2' }, { name: 'A', value: '1' }] })).toEqual([]));
  test('the protocol of a port in a policy', () => expect(ofPolicy({ egress: [{ ports: [{ port: 53 }] }] }, { egress: [{ ports: [{ port: 53, protocol: 'TCP' }] }] })).toEqual([]));
  test('labels and annotations of others', () => expect(found({ metadata: { labels: { a: '1' } } }, { metadata: { labels: { a: '1', b: '2' }, annotations: { c: '3' } } })).toEqual([]));
});

describe('everything else is', () => {
  test('another quantity', () => expect(found({ spec: { limits: { memory: '2Gi' } } }, { spec: { limits: { memory: '2G' } } })).toEqual(["spec.limits.memory: '2G' → '2Gi'"]));
  test('a text that only reads as a quantity', () => expect(found({ data: { SIZE: '1000m' } }, { data: { SIZE: '1' } })).toEqual(["data.SIZE: '1' → '1000m'"]));
  test('a label that is empty in the files and gone', () => expect(found({ metadata: { labels: { a: '' } } }, { metadata: { labels: {} } })).toEqual(["metadata.labels.a: nothing → ''"]));
  test('false that means something else than nothing', () => expect(found({ automountServiceAccountToken: false }, {})).toEqual(['automountServiceAccountToken: nothing → false']));
  test('what is empty in an object of somebody else, who drops nothing', () => expect(found({ spec: { inRoles: [] } }, { spec: {} }, false)).toEqual(['spec.inRoles: nothing → []']));
  test('one more and one fewer of what has names', () =>
    expect(found({ containers: [{ name: 'a' }, { name: 'b' }] }, { containers: [{ name: 'a' }, { name: 'c' }] })).toEqual(['containers[b]: nothing → {"name":"b"}', 'containers[c]: {"name":"c"} → nothing']));
  test('a field of one of several without names', () => expect(found({ rules: [{ verbs: ['get'] }, { verbs: ['list'] }] }, { rules: [{ verbs: ['list'] }, { verbs: ['get', 'delete'] }] })).toEqual(["rules[0].verbs[1]: 'delete' → nothing"]));
  test('another order of arguments', () => expect(found({ args: ['a', 'b'] }, { args: ['b', 'a'] })).toEqual(['args: ["b","a"] → ["a","b"]']));
  test('one more setting, selector or limit of a quota', () =>
    expect(found({ data: { A: '1' }, spec: { nodeSelector: { a: '1' }, hard: { pods: '1' } } }, { data: { A: '1', B: '2' }, spec: { nodeSelector: { a: '1', b: '2' }, hard: { pods: '1', secrets: '9' } } }))
      .toEqual(["data.B: '2' → nothing", "spec.nodeSelector.b: '2' → nothing", "spec.hard.secrets: '9' → nothing"]));
  test('a peer of a policy that is narrower or wider', () => {
    expect(ofPolicy({ ingress: [{ from: [{ podSelector: {} }] }] }, { ingress: [{ from: [{ podSelector: {}, namespaceSelector: {} }] }] })).toEqual(['ingress[0].from[0].namespaceSelector'].map(at => `spec.${at}`));
    expect(ofPolicy({ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 443 }] }] }, { egress: [{ ports: [{ port: 443 }] }] })).toEqual(['spec.egress[0].to']);
    expect(ofPolicy({ podSelector: {}, ingress: [] }, { podSelector: {}, ingress: [{}] })).toEqual(['spec.ingress[0]']);
  });
});

describe('who set a field is what the server kept', () => {
  const managed = (...entries: readonly object[]) => ({ metadata: { managedFields: entries }, spec: { replicas: 3, template: { hostNetwork: true, containers: [{ name: 'a', image: 'x' }, { name: 'debug' }] } } });
  const applied = { manager: 'deployer', operation: 'Apply', fieldsV1: { 'f:spec': {} } };
  const declared = { spec: { template: { containers: [{ name: 'a', image: 'x' }] } } };
  const edit = (fields: object, more: object = {}) => ({ manager: 'kubectl-edit', operation: 'Update', fieldsV1: fields, ...more });
  const added = (entry: object) => addedFields(declared, managed(applied, entry))?.map(({ at, manager }) => `${at} ${manager}`);

  test('a field that nobody declared, and a member of a list', () => {
    expect(added(edit({ 'f:spec': { 'f:template': { 'f:hostNetwork': {}, 'f:containers': { 'k:{"name":"a"}': { '.': {}, 'f:image': {} }, 'k:{"name":"debug"}': { '.': {}, 'f:name': {} } } } } })))
      .toEqual(['spec.template.hostNetwork kubectl-edit', 'spec.template.containers[debug] kubectl-edit']);
  });
  test('not what is gone again, what an autoscaler sets, nor what controllers and status write', () => {
    expect(added(edit({ 'f:spec': { 'f:minReadySeconds': {} } }))).toEqual([]);
    expect(added(edit({ 'f:spec': { 'f:replicas': {} } }, { subresource: 'scale' }))).toEqual([]);
    expect(added(edit({ 'f:spec': { 'f:replicas': {} } }, { manager: 'kube-controller-manager' }))).toEqual([]);
    expect(added(edit({ 'f:metadata': { 'f:annotations': { 'f:note': {} } } }))).toEqual([]);
  });
  test('not told where nobody applied server-side', () => expect(addedFields(declared, managed(edit({ 'f:spec': { 'f:replicas': {} } })))).toBeNull());
});
