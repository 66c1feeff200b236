import { describe, expect, it } from 'vitest';
import { checkBoundary, checkPair } from '../../../analysis/boundary/checks.ts';
import { isStricter } from '../../../analysis/boundary/scope.ts';
import type { Survey } from '../../../analysis/boundary/survey.ts';
import { securityGroups } from '../../../analysis/boundary/planes/security-groups.ts';
import { surveyOf } from '../../../analysis/boundary/survey.ts';
import type { BoundaryRegion } from '../../../analysis/boundary/words.ts';
import { PRIMARY, STANDBY } from '../../reference.ts';
import { CASES, changed, regionOf } from './regions.ts';

const codesOf = (region: BoundaryRegion): readonly string[] => [...new Set(checkBoundary(surveyOf(region), []).findings.map(({ code }) => code))].sort();
const party = ({ parties }: Survey, key: string) => {
  const found = parties.find(each => each.key === key);
  if (found === undefined) throw new Error(`no ${key}`);
  return found;
};

describe.each(CASES)('in %s %s with %s', (environment, region, mode) => {
  const survey = surveyOf(regionOf(environment, region, mode));

  it('nobody is closer to card data than declared, and every rule looked at something', () => {
    const { findings, examined } = checkBoundary(survey, []);
    expect(findings).toEqual([]);
    expect(examined.filter(each => each.examined === 0)).toEqual([]);
  });

  it('the port register has every declared edge that gets through, and nothing else', () => {
    expect(new Set(survey.connections.map(({ because }) => because)).has('')).toBe(false);
  });

  it('card data flows in vault mode alone', () => {
    const card = survey.connections.filter(({ data }) => data === 'card');
    expect(card.length > 0).toBe(mode === 'vault');
    expect(survey.parties.some(({ computed }) => computed === 'cde')).toBe(mode !== 'hosted-checkout');
    expect(survey.answers.map(({ question, fine }) => [question, fine])).toEqual(survey.answers.map(({ question }) => [question, true]));
    expect(survey.answers).toHaveLength(8);
  });
});

it('primary and standby have one boundary', () => {
  const [primary, standby] = [PRIMARY, STANDBY].map(region => surveyOf(regionOf('production', region))) as [Survey, Survey];
  expect(checkPair(primary, standby).findings).toEqual([]);
  expect(checkPair(primary, { ...standby, connections: standby.connections.slice(1) }).findings).toMatchObject([{ code: 'PT-326', object: standby.connections[0]?.id }]);
});

it('a workload that runs on the nodes of the CDE is in it, whatever it is called', () => {
  const survey = surveyOf(changed('production', ({ object }) => {
    object('Deployment', 'bi-export').spec.template.spec.nodeSelector = object('Deployment', 'token-vault').spec.template.spec.nodeSelector;
  }));
  const { declared, computed, reasons } = party(survey, 'workload/bi-export');
  expect([declared, computed]).toEqual(['out-of-scope', 'cde']);
  expect(reasons[0]).toMatch(/^cde: shares pool\/cde with /);
  expect(isStricter(computed, declared)).toBe(true);
  expect(checkBoundary(survey, []).findings.filter(({ code }) => code === 'PT-320').map(({ object }) => object)).toContain('workload/bi-export');
});

it('two policies that open a way to the vault are an undeclared conversation, and pull whoever has it into scope', () => {
  const region = changed('production', ({ object }) => {
    object('NetworkPolicy', 'risk').spec.egress.push({ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'payments-cde' } }, podSelector: {} }], ports: [{ port: 8443 }] });
    object('NetworkPolicy', 'token-vault').spec.ingress.push({ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'payments-core' } }, podSelector: {} }], ports: [{ port: 8443 }] });
  });
  expect(codesOf(region)).toContain('PT-300');
  expect(surveyOf(region).connections.filter(({ from, to }) => from === 'workload/risk' && to === 'workload/token-vault')).toMatchObject([{ crossing: 'into the CDE', data: 'unknown' }]);
  expect(party(surveyOf(region), 'workload/risk').computed).toBe('connected-to');
});

it('an edge that its own policy stops is a finding', () => {
  const region = changed('production', ({ object }) => { object('NetworkPolicy', 'payment-core').spec.egress = []; });
  expect(codesOf(region)).toContain('PT-301');
});

it('the internet is several conversations away from every store', () => {
  const survey = surveyOf(regionOf('production'));
  for (const { key, hops } of survey.parties.filter(({ kind }) => kind === 'store')) expect([key, hops === null || hops >= 3]).toEqual([key, true]);
  expect(checkBoundary({ ...survey, parties: survey.parties.map(each => (each.key === 'store/ledger' ? { ...each, hops: 1 } : each)) }, []).findings).toMatchObject([{ code: 'PT-323', object: 'store/ledger' }]);
});

it('money without encryption is a finding, names and node-local credentials are not', () => {
  const { insecure, ...survey } = surveyOf(regionOf('production'));
  expect(insecure.filter(({ mitigation }) => mitigation === null)).toEqual([]);
  const connection = { ...survey.connections.find(({ data }) => data === 'money') as Survey['connections'][number], encryption: 'none' as const };
  expect(checkBoundary({ ...survey, insecure: [...insecure, { connection, mitigation: null }] }, []).findings).toMatchObject([{ code: 'PT-322', object: connection.id }]);
});

it('with hosted checkout whatever is in the CDE is a finding', () => {
  const survey = surveyOf(regionOf('production', PRIMARY, 'hosted-checkout'));
  const [first, ...rest] = survey.parties as readonly [Survey['parties'][number], ...Survey['parties']];
  expect(checkBoundary({ ...survey, parties: [{ ...first, computed: 'cde', declared: 'cde' }, ...rest] }, []).findings).toMatchObject([{ code: 'PT-321', object: first.key }]);
});

it('a policy of a kind that is not read is said, as it may open what looks closed', () => {
  const region = changed('production', ({ add }) => add({ apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkPolicy', metadata: { name: 'open' }, spec: {} }));
  expect(checkBoundary(surveyOf(region), []).findings).toMatchObject([{ code: 'PT-324', object: 'GlobalNetworkPolicy/default/open' }]);
});

it('what was declared and stands under another name is not said to be closed, and has the place where it is declared', () => {
  const name = 'ingress_store_ledger_from_pool_core_tcp_5432';
  const region = changed('production', ({ stack }) => {
    const rule = stack('network').aws_vpc_security_group_ingress_rule?.[name];
    delete rule?.referenced_security_group_id;
    Object.assign(rule ?? {}, { cidr_ipv4: '0.0.0.0/0' });
  });
  const { findings } = checkBoundary(surveyOf(region), [securityGroups(region)]);
  expect(findings.filter(({ code, saw }) => code === 'PT-304' && saw.startsWith('no rule')).map(({ path, saw }) => ({ path, saw }))).toEqual([{
    path: 'production/ap-southeast-3/topology.json',
    saw: `no rule that names pool/core store/production-ap-southeast-3-ledger in TCP 5432, only resource.aws_vpc_security_group_ingress_rule.${name}: allows TCP 5432 from 0.0.0.0/0`,
  }]);
});
