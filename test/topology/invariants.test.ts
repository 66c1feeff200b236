import { describe, expect, test } from 'vitest';
import { environments } from '../../environments/index.ts';
import { PROBLEMS, type Problem, type WaiverSpec } from '../../model/index.ts';
import { compile } from '../../topology/index.ts';
import { added, all, component, type Edit, environment, inEnvironment, input, provider, service, store, topic, untouched, without } from './edits.ts';

const waiver = (fields: Partial<WaiverSpec>): WaiverSpec =>
  ({ code: 'PT-210', object: 'x', environment: 'production', owner: 'team-platform', reason: 'r', ticket: 'T-1', expires: '2027-01-01', ...fields });

const problemsAfter = (edit: Edit, waivers: readonly WaiverSpec[] = []): readonly Problem[] => {
  const written = edit(untouched);
  const others = environments.map(other => (other.name === written.environment.name ? written.environment : other));
  return compile(written.environment, written.environment.regions[0]?.name ?? '', written.catalog, { environments: others, waivers }).problems;
};

const payments = (access: string, more: object = {}) => ({ name: 'payments', access, why: 'test', ...more });
const endpoint = (fields: object) => ({ hosts: ['api.acquirer-a.example'], addresses: ['203.0.113.0/27'], port: 443, ...fields });
const region = (index: number, fields: object): Edit => environment(e => ({ ...e, regions: e.regions.map((r, i) => (i === index ? { ...r, ...fields } : r)) }));

/** What is done to the reference, the only code it may cause, and a piece of where and what was seen. */
const TABLE: readonly (readonly [string, Edit, keyof typeof PROBLEMS, string, string])[] = [
  ['an unknown field', service('risk', { colour: 'red' }), 'PT-100', 'risk colour', "unknown field 'colour'"],
  ['an unknown field inside a call', service('outbox-relay', { calls: [{ to: 'risk', why: 'x', timeoutMs: 5 }] }), 'PT-100', 'outbox-relay calls[0].timeoutMs', "unknown field 'timeoutMs'"],
  ['a missing field', service('risk', { owner: undefined }), 'PT-100', 'risk owner', 'nothing'],
  ['a wrong CPU unit', service('risk', { resources: { cpu: '500M', memory: '1Gi' } }), 'PT-100', 'risk resources.cpu', "'500M'"],
  ['a wrong memory unit', service('risk', { resources: { cpu: '500m', memory: '1G' } }), 'PT-100', 'risk resources.memory', "'1G'"],
  ['a call without reason', service('outbox-relay', { calls: [{ to: 'risk', why: ' ' }] }), 'PT-100', 'calls[0].why', "' '"],
  ['a tier that does not exist', service('risk', { tier: 7 }), 'PT-100', 'risk tier', '7'],
  ['a bad CIDR', region(0, { cidr: '10.300.0.0/16' }), 'PT-100', 'production regions[0].cidr', '10.300.0.0/16'],
  ['a region with bits of a host', region(0, { cidr: '10.16.5.0/16' }), 'PT-100', 'production regions[0].cidr', '10.16.5.0/16'],
  ['a provider with bits of a host', provider('acquirer-a', { live: endpoint({ addresses: ['203.0.113.1/27'] }) }), 'PT-100', 'acquirer-a live.addresses[0]', '203.0.113.1/27'],
  ['operators with bits of a host', environment({ operators: ['10.250.16.7/20'] }), 'PT-100', 'production operators[0]', '10.250.16.7/20'],
  ['a host name that is an address', provider('acquirer-a', { live: endpoint({ hosts: ['169.254.169.254'] }) }), 'PT-100', 'acquirer-a live.hosts[0]', '169.254.169.254'],
  ['no region', environment({ regions: [] }), 'PT-100', 'production regions', 'a list of 0'],
  ['a control character in a reason', service('outbox-relay', { stores: [payments('read-write', { why: 'reads\u0000the outbox' })] }), 'PT-100', 'stores[0].why', 'reads\\u{0}the'],
  ['text that runs backwards', store('ledger', { summary: 'Journals \u202eand entries' }), 'PT-100', 'ledger summary', '\\u{202e}'],
  ['a line break in a purpose', environment({ purpose: 'real\nmoney' }), 'PT-100', 'production purpose', '\\u{a}'],
  ['two zones', region(0, { zones: ['ap-a', 'ap-b'] }), 'PT-100', 'production regions[0].zones', 'a list of 2'],
  ['milliseconds taken for seconds', input('authorizeTimeout', { unit: 's' }), 'PT-100', 'acquirer-a operations.authorize.timeoutMs', "in 's'"],
  ['an unknown callee', service('outbox-relay', { calls: [{ to: 'paymnt-core', why: 'x' }] }), 'PT-101', 'calls[0].to', "no service 'paymnt-core'"],
  ['an unknown store', service('outbox-relay', { stores: [{ name: 'payment', access: 'read-only', why: 'x' }] }), 'PT-101', 'stores[0].name', "no database 'payment'"],
  ['an unknown topic', service('outbox-relay', { publishes: ['payment.event'] }), 'PT-101', 'publishes[0]', "no topic 'payment.event'"],
  ['an unknown secret', service('api-gateway', { secrets: ['merchant-key'] }), 'PT-101', 'secrets[0]', "no secret 'merchant-key'"],
  ['an unknown flow', service('risk', { load: { flow: 'checkout', perReplica: 10 } }), 'PT-101', 'load.flow', "no flow 'checkout'"],
  ['an unknown input', service('risk', { load: { flow: 'webhook', perReplica: 'perhaps' } }), 'PT-101', 'load.perReplica', "no input 'perhaps'"],
  ['an unknown size', service('risk', { resources: 'huge' }), 'PT-101', 'resources', "no size 'huge'"],
  ['a missing service', without('services', 'policy'), 'PT-101', 'calls', "no service 'policy'"],
  ['a flow that every object has', service('risk', { load: { flow: 'toString', perReplica: 10 } }), 'PT-101', 'load.flow', "no flow 'toString'"],
  ['an input that every object has', service('risk', { load: { flow: 'webhook', perReplica: 'constructor' } }), 'PT-101', 'load.perReplica', "no input 'constructor'"],
  ['a port of a component that is not there', component('dns', { calledByAll: { port: 'valueOf', protocols: ['TCP'], encryption: 'none', why: 'x' } }), 'PT-101', 'dns ports', "no port 'valueOf'"],
  ['an image of nobody', environment(e => ({ ...e, images: { ...e.images, 'payment-kore': e.images['payment-core'] } })), 'PT-101', 'production images.payment-kore', "no service 'payment-kore'"],
  ['an endpoint of no database', environment({ endpoints: { 'ap-southeast-3': { postgres: { payment: { primary: 'a.example', replica: 'b.example' } } } } }), 'PT-101', 'postgres.payment', "no database 'payment'"],
  ['a missing name server', without('components', 'dns'), 'PT-101', 'catalog components', "no component 'dns', which 'api-gateway' and others need"],
  ['a missing operator', all(inEnvironment('integration'), without('components', 'kafka-operator')), 'PT-101', 'catalog components', "no component 'kafka-operator', which 'events' needs"],
  ['a backup of an unknown environment', all(inEnvironment('dr-drill'), environment({ restoreFrom: { environment: 'staging', backup: 'b', masked: true } })), 'PT-101', 'restoreFrom.environment', "no environment 'staging'"],
  ['equal zones', region(0, { zones: ['ap-southeast-3a', 'ap-southeast-3b', 'ap-southeast-3a'] }), 'PT-102', 'production regions[0].zones', "'ap-southeast-3a' twice"],
  ['a route to a port that is not there', service('api-gateway', { route: { name: 'merchant', port: 'http' } }), 'PT-101', 'route.port', "no port 'http'"],
  ['two ports with one number', service('risk', { ports: { https: 8443, admin: 8443 } }), 'PT-102', 'ports.admin', 'port 8443'],
  ['a port on the management port', service('risk', { ports: { https: 8443, admin: 9090 } }), 'PT-102', 'ports.admin', 'management'],
  ['two services with one name', added('services', untouched.catalog.services[0]), 'PT-102', 'api-gateway name', 'twice'],
  ['tier 1 waiting for tier 3', service('outbox-relay', { calls: [{ to: 'reporting', why: 'x' }] }), 'PT-103', 'outbox-relay calls[0]', "tier 1 needs tier 3 'reporting'"],
  ['tier 2 waiting for tier 3 through another', all(service('risk', { calls: [{ to: 'backoffice-search', why: 'x' }] })), 'PT-103', 'risk calls[0]', "'backoffice-search'"],
  ['a circle of waiting', service('risk', { calls: [{ to: 'payment-core', why: 'x' }] }), 'PT-104', 'calls', 'a circle of waiting'],
  ['a payout worker without lease', service('payout-worker', ({ lease: _, ...rest }) => rest), 'PT-105', 'payout-worker lease', 'without a lease'],
  ['a lease that does not outlive three renewals', service('payout-worker', { lease: { name: 'payout', why: 'x', ttlSeconds: 45, renewSeconds: 15 } }), 'PT-105', 'lease.ttlSeconds', '45 s'],
  ['provider credentials in the payment core', service('payment-core', { secrets: ['idempotency-hmac', 'acquirer-a-api-key'] }), 'PT-106', 'payment-core secrets[1]', "credential of 'acquirer-a'"],
  ['credentials of another provider in an adapter', service('acquirer-b-adapter', { secrets: ['acquirer-b-client-key', 'acquirer-a-api-key'] }), 'PT-106', 'acquirer-b-adapter secrets[1]', "credential of 'acquirer-a'"],
  ['two services with one database role', service('risk', { stores: [payments('append', { role: 'payment_core' })] }), 'PT-107', 'stores[0].role', "role 'payment_core'"],
  ['a replica read by a service that decides about money', service('policy', { stores: [payments('read-only', { endpoint: 'replica' })] }), 'PT-108', 'stores[0].endpoint', 'a replica'],
  ['a public service with a database', service('api-gateway', { stores: [payments('read-only')] }), 'PT-109', 'api-gateway stores', "database 'payments'"],
  ['the backoffice on the merchants’ route', all(service('backoffice-api', { route: { name: 'merchant', port: 'https' } }), service('api-gateway', ({ route: _, ...rest }) => rest)), 'PT-110', 'backoffice-api route.name', "route 'merchant'"],
  ['two services behind one route', service('merchant-dashboard', { route: { name: 'merchant', port: 'https' } }), 'PT-110', 'merchant-dashboard route.name', "which 'api-gateway' has"],
  ['an adapter without addresses', provider('acquirer-a', { live: endpoint({ addresses: [] }) }), 'PT-111', 'acquirer-a live.addresses', 'no addresses'],
  ['a private link without tunnels', provider('bank-payout', { tunnels: undefined }), 'PT-111', 'bank-payout tunnels', 'without tunnels'],
  ['a provider without operations', provider('settlement-files', { operations: {} }), 'PT-111', 'settlement-files operations', 'no operations'],
  ['HTTPS on the port of SSH', provider('acquirer-a', { live: endpoint({ port: 22 }) }), 'PT-111', 'acquirer-a live.port', '22'],
  ['mutual TLS on the port of telnet', provider('acquirer-b', p => ({ ...p, test: { ...p.test, port: 23 } })), 'PT-111', 'acquirer-b test.port', '23'],
  ['HTTPS without encryption', provider('acquirer-a', { encryption: 'none' }), 'PT-111', 'acquirer-a encryption', "'none' over 'https'"],
  ['files without SSH', provider('settlement-files', { encryption: 'tls' }), 'PT-111', 'settlement-files encryption', "'tls' over 'sftp'"],
  ['two tunnels to one gateway', provider('bank-payout', { tunnels: { customerGateways: ['192.0.2.10', '192.0.2.10'], asn: 64_820 } }), 'PT-111', 'tunnels.customerGateways', 'one gateway twice'],
  ['two adapters of one provider', all(service('acquirer-b-adapter', { provider: 'acquirer-a', secrets: [] }), without('providers', 'acquirer-b'), without('secrets', 'acquirer-b-client-key')), 'PT-111', 'acquirer-b-adapter provider', 'which'],
  ['regions that share addresses', region(1, { cidr: '10.16.0.0/16' }), 'PT-112', 'regions[', 'overlaps 10.16.0.0/16'],
  ['a region on the addresses of another environment', region(0, { cidr: '10.32.0.0/16' }), 'PT-112', 'regions[0].cidr', 'preprod'],
  ['operators inside a region', environment({ operators: ['10.16.5.0/24'] }), 'PT-112', 'regions[0].cidr', 'operators'],
  ['a region on the addresses of services in the cluster', region(0, { cidr: '172.20.0.0/16' }), 'PT-112', 'production regions[0].cidr', '172.20.0.0/16 of services'],
  ['a provider on the addresses of services in the cluster', provider('bank-payout', p => ({ ...p, live: { ...p.live, addresses: ['172.20.10.0/28'] } })), 'PT-112', 'bank-payout live.addresses[0]', '172.20.0.0/16 of services'],
  ['two providers that share addresses', provider('acquirer-b', p => ({ ...p, live: { ...p.live, addresses: ['203.0.113.16/28'] } })), 'PT-112', 'acquirer-b live.addresses[0]', '203.0.113.0/27 of provider acquirer-a'],
  ['two stores in one slot', store('reporting', { slot: 0 }), 'PT-112', 'reporting slot', "slot 0 of the data subnets, which 'payments' has"],
  ['a slot that the subnets do not have', store('events', { slot: 8 }), 'PT-100', 'events slot', '8'],
  ['a store without a slot', store('ledger', { slot: undefined }), 'PT-100', 'ledger slot', 'nothing'],
  ['a topic without key', topic('payout.events', { key: '' }), 'PT-113', 'payout.events key', 'no key'],
  ['a topic with one in-sync copy', topic('payout.events', { minInsyncReplicas: 1 }), 'PT-113', 'minInsyncReplicas', '1 in-sync'],
  ['a topic with two copies', topic('payout.events', { replicationFactor: 2, minInsyncReplicas: 2 }), 'PT-113', 'payout.events', '2'],
  ['a topic that needs all copies in sync', topic('payout.events', { minInsyncReplicas: 3 }), 'PT-113', 'minInsyncReplicas', '3 of 3'],
  ['compacted journals', topic('ledger.journals', { cleanup: 'compact' }), 'PT-113', 'cleanup', 'compact'],
  ['a grace period shorter than a call', service('payout-worker', { graceSeconds: 20 }), 'PT-114', 'payout-worker graceSeconds', '10000 ms'],
  ['more connections than the database has', input('confirmConnectionHold', { value: 2000 }), 'PT-115', 'payments maxConnections', 'payment-core'],
  ['live providers below production', all(inEnvironment('sandbox'), environment({ providers: 'live' })), 'PT-116', 'sandbox providers', "'live'"],
  ['an unmasked production backup below production', all(inEnvironment('dr-drill'), environment({ restoreFrom: { environment: 'production', backup: 'b', masked: false } })), 'PT-116', 'restoreFrom', 'unmasked'],
  ['a production endpoint below production', all(inEnvironment('preprod'), environment({ endpoints: { 'ap-southeast-3': environments.find(e => e.name === 'production')?.endpoints?.['ap-southeast-3'] } })), 'PT-116', 'preprod endpoints', 'an endpoint of real data'],
  ['the production account below production', all(inEnvironment('preprod'), environment({ cloud: { kind: 'aws', account: '111122223333', stateBucket: 'x-state' } })), 'PT-125', 'cloud.account', '111122223333'],
  ['a test endpoint that is live', provider('acquirer-a', { test: { hosts: ['api.acquirer-a.example'], addresses: ['203.0.113.32/27'], port: 443 } }), 'PT-116', 'acquirer-a test', 'also live'],
  ['a test endpoint inside live addresses', provider('acquirer-a', p => ({ ...p, test: { ...p.test, addresses: ['203.0.113.16/28'] } })), 'PT-116', 'acquirer-a test', 'also live'],
  ['a standby larger than its primary', region(1, { scale: '3/2' }), 'PT-117', 'production regions[1].scale', 'a standby of 3/2'],
  ['a standby of nothing', region(1, { scale: '0' }), 'PT-100', 'production regions[1].scale', "'0'"],
  ['two writable regions', region(1, { role: 'primary' }), 'PT-117', 'production regions', '2 writable'],
  ['a standby without scale', environment(e => ({ ...e, regions: e.regions.map(({ scale: _, ...r }) => r) })), 'PT-117', 'regions[1].scale', 'without scale'],
  ['one lease for two workers', service('settlement-worker', { lease: { name: 'payout', why: 'x', ttlSeconds: 60, renewSeconds: 15 } }), 'PT-118', 'lease.name', "'payout'"],
  ['a card vault in hosted fields', service('card-vault', { modes: ['hosted-fields', 'vault'] }), 'PT-119', 'card-vault modes', "card store 'vault'"],
  ['a card store in every mode', store('tokens', { data: 'card' }), 'PT-119', 'tokens modes', 'a card store'],
  ['card data leaving the CDE', service('token-vault', s => ({ ...s, calls: [{ to: 'policy', data: 'card', why: 'x' }] })), 'PT-119', 'token-vault calls[0].data', "to 'core'"],
  ['a token vault without CDE', service('token-vault', { modes: ['hosted-checkout', 'hosted-fields', 'vault'] }), 'PT-119', 'token-vault modes', 'hosted-checkout'],
  ['a connection held across a provider call', service('inquiry-worker', { stores: [payments('read-write', { hold: 'inquiryTimeout' })] }), 'PT-120', 'inquiry-worker stores[0].hold', 'held 3000 ms'],
  ['a core service on the internet', all(service('acquirer-a-adapter', { route: { name: 'dashboard', port: 'https' } }), service('merchant-dashboard', ({ route: _, ...rest }) => rest)), 'PT-121', 'acquirer-a-adapter route', "segment 'provider'"],
  ['a provider reached from the core', service('acquirer-a-adapter', { segment: 'core' }), 'PT-121', 'acquirer-a-adapter provider', 'reaching a provider'],
  ['too few partitions', topic('payment.events', { partitions: 6 }), 'PT-122', 'payment.events partitions', '6 partitions'],
  ['more partitions than brokers carry', topic('payment.events', { partitions: 3000 }), 'PT-122', 'events brokersPerZone', 'partition replicas'],
  ['more pods than connections at the switch', provider('domestic-switch', { connections: 2 }), 'PT-123', 'switch-adapter provider', 'for 2 connections'],
  ['zones of another region', region(0, { zones: ['ap-southeast-1a', 'ap-southeast-1b', 'ap-southeast-1c'] }), 'PT-126', 'production regions[0].zones', "'ap-southeast-1a' in region 'ap-southeast-3'"],
  ['real money in one zone', region(0, { zones: ['ap-southeast-3a'] }), 'PT-126', 'production regions[0].zones', '1 zone'],
  ['a secret that nobody holds', service('notification', { secrets: [] }), 'PT-127', 'merchant-webhook-hmac', 'nobody'],
  ['a database that nobody uses', added('stores', { ...untouched.catalog.stores[0], name: 'spare', slot: 7 }), 'PT-127', 'spare', 'nobody'],
  ['a topic that nobody publishes', service('payout-worker', { publishes: [] }), 'PT-127', 'payout.events', 'nobody'],
  ['files that nobody writes or reads', all(...['reconciliation-worker', 'report-importer', 'settlement-file-adapter'].map(name => service(name, { objects: [] }))), 'PT-127', 'settlement-files', 'nobody'],
  ['a provider without adapter', all(service('acquirer-b-adapter', ({ provider: _, ...rest }) => ({ ...rest, secrets: [] })), without('secrets', 'acquirer-b-client-key')), 'PT-127', 'acquirer-b', 'nobody'],
  ['a region with public addresses', region(0, { cidr: '52.95.0.0/16' }), 'PT-128', 'production regions[0].cidr', '52.95.0.0/16'],
  ['a provider at link-local addresses', provider('acquirer-a', { live: endpoint({ addresses: ['169.254.169.254/32'] }) }), 'PT-128', 'acquirer-a live.addresses[0]', 'link-local'],
  ['a provider on our own machine', provider('bank-payout', p => ({ ...p, live: { ...p.live, addresses: ['127.0.0.1/32'] } })), 'PT-128', 'bank-payout live.addresses[0]', 'loopback'],
  ['a private provider over the internet', provider('acquirer-a', { live: endpoint({ addresses: ['192.168.7.0/28'] }) }), 'PT-128', 'acquirer-a live.addresses[0]', 'private'],
  ['a provider that only a machine knows', provider('acquirer-a', { live: endpoint({ hosts: ['metadata.google.internal'] }) }), 'PT-128', 'acquirer-a live.hosts[0]', 'metadata.google.internal'],
  ['a tunnel to a private gateway', provider('bank-payout', { tunnels: { customerGateways: ['192.0.2.10', '10.1.2.3'], asn: 64_820 } }), 'PT-128', 'tunnels.customerGateways[1]', 'private'],
  ['operators on a loopback', environment({ operators: ['127.0.0.0/8'] }), 'PT-128', 'production operators[0]', 'loopback'],
  ['evidence of money kept for a year', store('evidence', { lockDays: 365 }), 'PT-129', 'evidence lockDays', '365 days'],
  ['evidence of real money kept for a week', environment({ lockDays: 7 }), 'PT-129', 'production lockDays', '7 days'],
  ['one host name for two routes', environment(e => ({ ...e, hosts: { ...e.hosts, webhook: e.hosts.merchant } })), 'PT-130', 'production hosts.webhook', "'api.pay.example', which 'merchant' has"],
  ['a host name of another environment', environment(e => ({ ...e, hosts: { ...e.hosts, webhook: 'hooks.preprod.pay.example' } })), 'PT-130', 'production hosts.webhook', "'webhook' of 'preprod'"],
  ['a host name outside the zone', environment(e => ({ ...e, hosts: { ...e.hosts, webhook: 'hooks.elsewhere.example' } })), 'PT-130', 'production hosts.webhook', "outside 'pay.example'"],
  ['a limit smaller than the number of pods', input('inquiryConcurrency', { value: 5 }), 'PT-123', 'load', "limit of 'inquiry'"],
];

describe('the catalog says what is wrong, with its code, and nothing else', () => {
  test('the reference has no problem', () => expect(problemsAfter(written => written)).toEqual([]));

  test.each(TABLE)('%s', (_, edit, code, place, saw) => {
    const problems = problemsAfter(edit);
    expect(new Set(problems.map(problem => problem.code))).toEqual(new Set([code]));
    const lines = problems.map(problem => `${problem.at.name} ${problem.at.path} | ${problem.saw}`);
    expect(lines.some(line => line.includes(place) && line.includes(saw)), lines.join('\n')).toBe(true);
    for (const problem of problems) expect(problem.want).not.toBe('');
  });

  test('waivers name environments and findings that can exist', () => {
    expect(problemsAfter(written => written, [waiver({ environment: 'staging' })]).map(p => p.code)).toEqual(['PT-124']);
    expect(problemsAfter(written => written, [waiver({ code: 'PT-103' })]).map(p => p.code)).toEqual(['PT-124']);
    expect(problemsAfter(written => written, [waiver({ expires: 'soon' })]).map(p => p.code)).toEqual(['PT-100']);
  });

  test('all problems are told at once, not the first', () => {
    const problems = problemsAfter(all(service('risk', { calls: [{ to: 'payment-core', why: 'x' }] }), service('api-gateway', { stores: [payments('read-only')] }), topic('payout.events', { key: '' })));
    expect(problems.map(problem => problem.code)).toEqual(['PT-104', 'PT-109', 'PT-113']);
  });

  test('every code has an edit that causes it', () => {
    const fired = new Set<string>([...TABLE.map(([, , code]) => code), 'PT-124']);
    expect(Object.keys(PROBLEMS).filter(code => !fired.has(code))).toEqual([]);
  });

  test('an optional call may go to any tier', () => {
    expect(problemsAfter(service('outbox-relay', { calls: [{ to: 'reporting', why: 'x', optional: true }] }))).toEqual([]);
  });
});
