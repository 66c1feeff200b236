/** Rules of the boundary over a survey, with how many things each looked at. */
import { compare } from './compare.ts';
import type { Survey } from './survey.ts';
import { isStricter } from './scope.ts';
import { unreadIn } from './unread.ts';
import type { Plane, PlaneName, Row } from './words.ts';
import type { BoundaryRuleCode, CheckRun, Examined, Finding } from '../../model/index.ts';
import { BOUNDARY_RULES } from '../../model/index.ts';
import { portsText } from '../reach/ports.ts';

const PLANE_RULES: Readonly<Record<PlaneName, BoundaryRuleCode>> = {
  'egress policies': 'PT-302', 'ingress policies': 'PT-303', 'security groups': 'PT-304', 'network ACLs': 'PT-305', routes: 'PT-312', 'load balancers': 'PT-313', 'host allow-lists': 'PT-306',
  'Kafka access': 'PT-307', 'database grants': 'PT-308', 'secret mounts': 'PT-309', 'IAM statements': 'PT-310', 'RBAC rules': 'PT-311',
};

/** What one rule said in one region. */
interface Said {
  readonly code: BoundaryRuleCode;
  readonly examined: number;
  readonly findings: readonly Pick<Finding, 'object' | 'path' | 'saw' | 'want'>[];
}

export const checkBoundary = (survey: Survey, planes: readonly Plane[]): CheckRun =>
  runOf(survey.region.path, [...paths(survey), ...planes.map(each => plane(each, survey.region.path)), scope(survey), hosted(survey), unencrypted(survey), distance(survey), followed(survey)]);

/** Whether the standby has the boundary of the primary; what a fence keeps closed until promotion may be missing. */
export const checkPair = (primary: Survey, standby: Survey): CheckRun => runOf(standby.region.path, [same(primary, standby)]);

const runOf = (region: string, said: readonly Said[]): CheckRun => {
  const runs = said.map(({ code, examined, findings }) => {
    const { title, severity, whatToDo } = BOUNDARY_RULES[code];
    const rule = `boundary.${code.toLowerCase().replace('-', '_')}`;
    const look: Examined = { code, rule, title, severity, what_to_do: whatToDo, region, examined };
    return { look, findings: findings.map((finding): Finding => ({ code, rule, severity, region, ...finding })) };
  });
  return { examined: merged(runs.map(({ look }) => look)), findings: runs.flatMap(({ findings }) => findings) };
};

/** Two planes may share a rule: what both looked at is one count. */
const merged = (looks: readonly Examined[]): readonly Examined[] => [...new Map(looks.map(({ code }) => [code, looks.filter(each => each.code === code)])).values()]
  .map(same => ({ ...(same[0] as Examined), examined: same.reduce((sum, { examined }) => sum + examined, 0) }));

const paths = ({ connections, product, region }: Survey): readonly Said[] => [
  {
    code: 'PT-300', examined: connections.length,
    findings: product.undeclared.map(({ from, to, ports }) => ({
      object: `${from.key} ${to.key} ${portsText(ports)}`, path: region.path, saw: `${from.key} can reach ${to.key} on ${portsText(ports)}`, want: 'an edge that says why, or a layer that stops it',
    })),
  },
  {
    code: 'PT-301', examined: region.topology.edges.length,
    findings: product.missing.map(({ from, to, ports, edge }) => ({
      object: edge?.id ?? `${from.key} ${to.key}`, path: region.path, saw: `${from.key} cannot reach ${to.key} on ${portsText(ports)} from everywhere`, want: 'every layer to let a declared edge through',
    })),
  },
];

const plane = (each: Plane, region: string): Said => {
  const { plane: name, examined, undeclared, missing } = compare(each);
  return {
    code: PLANE_RULES[name], examined,
    findings: [
      ...undeclared.map(({ from, to, what, file, path, says }) => ({ object: `${from} ${to} ${what}`.trim(), path: file, saw: `${path}: ${says}`, want: `only what is declared in the plane of ${name}` })),
      ...missing.map(row => ({
        object: `${row.from} ${row.to} ${row.what}`.trim(), path: `${region}/topology.json`, saw: `no rule that names ${row.from} ${row.to} ${row.what}`.trim() + besides(row, undeclared), want: `what is declared by ${row.because}`,
      })),
    ],
  };
};

/** A rule that nobody declared may allow the same and more, under another name: a group that was replaced by addresses. */
const besides = ({ from, to, what }: Row, undeclared: Plane['computed']): string => {
  const other = undeclared.find(each => each.what === what && (each.to === to) !== (each.from === from));
  return other === undefined ? '' : `, only ${other.path}: ${other.says}`;
};

const scope = ({ parties, region }: Survey): Said => ({
  code: 'PT-320', examined: parties.length,
  findings: parties.filter(({ declared, computed }) => isStricter(computed, declared))
    .map(({ key, declared, computed, reasons }) => ({ object: key, path: `${region.path}/topology.json`, saw: `${computed}, since it ${reasons.filter(reason => reason.startsWith(computed)).map(reason => reason.slice(computed.length + 2)).join('; ')}`, want: `at most ${declared}, as declared` })),
});

const hosted = ({ parties, region: { topology, path } }: Survey): Said => ({
  code: 'PT-321', examined: parties.length,
  findings: topology.environment.cardData !== 'hosted-checkout' ? [] : parties.filter(({ computed }) => computed === 'cde')
    .map(({ key, reasons }) => ({ object: key, path: `${path}/topology.json`, saw: reasons[0] ?? 'in the CDE', want: 'nothing in the CDE, since the mode is hosted-checkout' })),
});

const unencrypted = ({ insecure, connections, region }: Survey): Said => ({
  code: 'PT-322', examined: connections.length,
  // what nobody declared has a finding of its own
  findings: insecure.filter(({ mitigation, connection }) => mitigation === null && connection.encryption === 'none')
    .map(({ connection }) => ({ object: connection.id, path: `${region.path}/topology.json`, saw: `${connection.data} data without encryption`, want: 'encryption' })),
});

/** The internet, a load balancer, a service, a store: at least three conversations lie before a store that a service of ours fronts, two before any. */
const LEAST_HOPS = 2;

const distance = ({ parties, region }: Survey): Said => {
  const stores = parties.filter(({ kind }) => kind === 'store');
  return {
    code: 'PT-323', examined: stores.length,
    findings: stores.filter(({ hops }) => hops !== null && hops < LEAST_HOPS).map(({ key, hops }) => ({ object: key, path: region.path, saw: `${hops} conversation${hops === 1 ? '' : 's'} away from the internet`, want: `${LEAST_HOPS} at least` })),
  };
};

const followed = ({ region }: Survey): Said => ({
  code: 'PT-324', examined: region.cluster.policies.length + region.otherPolicies.length + (region.cloud?.places.size ?? 0),
  findings: unreadIn(region).map(({ file, path, says, want }) => ({ object: path, path: file, saw: says, want })),
});

const same = (primary: Survey, standby: Survey): Said => {
  const fenced = new Set([...primary.region.topology.fencedEdges, ...standby.region.topology.fencedEdges].map(({ id }) => id));
  const ids = ({ connections }: Survey): ReadonlySet<string> => new Set(connections.map(({ id }) => id));
  const [known, found] = [ids(primary), ids(standby)];
  const scopes = new Map(primary.parties.map(({ key, computed }) => [key, computed]));
  const { path } = standby.region;
  return {
    code: 'PT-326', examined: standby.connections.length + standby.parties.length,
    findings: [
      // a store that copies itself from the other region is a conversation that only the copy has
      ...standby.connections.filter(({ id, from, to }) => !known.has(id) && from !== to).map(({ id }) => ({ object: id, path, saw: 'a connection that the primary does not have', want: 'the boundary of the primary' })),
      ...primary.connections.filter(({ id, from, to }) => !found.has(id) && !fenced.has(id) && from !== to).map(({ id }) => ({ object: id, path, saw: 'no such connection, though the primary has it', want: 'the boundary of the primary' })),
      ...standby.parties.filter(({ key, computed }) => computed !== (scopes.get(key) ?? computed)).map(({ key, computed }) => ({ object: key, path, saw: computed, want: `${scopes.get(key) as string}, as in the primary` })),
    ],
  };
};
