/** `verify`: a running cluster beside the files of a region. Reads only, unless a trial in namespaces of its own is asked for. */
import { join } from 'node:path';
import { terraformOf } from '../../analysis/reach/cloud/terraform.ts';
import type { Json } from '../../analysis/reach/json.ts';
import { nodeGroupsOf } from '../../analysis/survive/nodes.ts';
import type { NodeGroup } from '../../analysis/survive/words.ts';
import { accessQuestions, judgeAccess } from '../../analysis/verify/access.ts';
import { compareControllers, compareDefinitions, isNewEnough, neededIn } from '../../analysis/verify/definitions.ts';
import { declaredIn } from '../../analysis/verify/identity.ts';
import { compareNetwork } from '../../analysis/verify/network.ts';
import type { PoolInZone } from '../../analysis/verify/nodes.ts';
import { compareNodes, poolsInZones, regionOfNodes } from '../../analysis/verify/nodes.ts';
import { compareObjects } from '../../analysis/verify/objects.ts';
import type { QuotaUse } from '../../analysis/verify/quotas.ts';
import { compareQuotas, quotaUses } from '../../analysis/verify/quotas.ts';
import type { Declared, Part } from '../../analysis/verify/words.ts';
import { joined, part } from '../../analysis/verify/words.ts';
import type { Listed } from '../../io/cluster-objects.ts';
import type { EmittedRegion } from '../../io/emitted.ts';
import { readJson } from '../../io/emitted.ts';
import type { KubernetesApi, ServerVersion } from '../../io/kubernetes.ts';
import { kubernetesApi, serverVersion } from '../../io/kubernetes.ts';
import type { OutsideProblem } from '../../io/problem.ts';
import { OutsideError, problemText } from '../../io/problem.ts';
import { askAccess, controllersIn, definitionsIn, networkIn, nodesIn, surveyObjects } from '../cluster-survey.ts';
import { filesOf } from '../regions.ts';
import { tryInScratch } from '../scratch.ts';
import type { Common, ExitCode, Session } from '../session.ts';
import { ALL } from '../session.ts';
import { regionsToRead } from '../source.ts';
import { told } from '../verification.ts';

export interface VerifyOptions extends Common {
  readonly kubeconfig: string;
  readonly context?: string;
  readonly scratch?: boolean;
}

/** What was compared, in the order in which it is told. */
export interface Verification {
  readonly region: string;
  readonly cluster: { readonly server: string; readonly version: string };
  readonly parts: Readonly<Record<PartName, Part>>;
  readonly quotas: readonly QuotaUse[];
  readonly pools: readonly PoolInZone[];
}

export type PartName = 'objects' | 'rights' | 'quotas' | 'nodes' | 'prerequisites' | 'network' | 'trial';

export const verify = async (session: Session, dir: string, options: VerifyOptions): Promise<ExitCode> => {
  if (options.environment === ALL) throw new OutsideError({ code: 'PT-001', where: '--environment', saw: `'${ALL}'`, want: 'one environment: a cluster is of one region' });
  const regions = regionsToRead(dir, options);
  const api = kubernetesApi(options.kubeconfig, options.context, session.env);
  session.terminal.progress('asking the cluster');
  const version = await serverVersion(api);
  const nodes = await nodesIn(api);
  const emitted = regionMeant(regions, nodes);
  const { files, problems } = filesOf(dir, emitted);
  const needed = neededIn(readJson(join(dir, emitted.path, PREREQUISITES)));
  requireVersion(api, version, needed.kubernetes);
  const declared = declaredIn(files.documents);
  const survey = await surveyObjects(api, declared);
  const { groups, problems: unsized } = nodeGroupsOf(terraformOf(files.terraform), files.topology, `${emitted.path}/topology.json`);
  const prerequisites = `${emitted.path}/${PREREQUISITES}`;
  const read = { objects: withUnseen(compareObjects(declared, survey.live), survey.notCheckable) };
  requireRights(api, read.objects, survey.live.unread);
  const parts: Verification['parts'] = {
    ...read,
    rights: await rightsOf(api, declared),
    quotas: compareQuotas(declared, survey.live.objects),
    nodes: nodesBeside(groups, nodes, emitted.region),
    prerequisites: joined([compareDefinitions(needed, declared, await definitionsIn(api, needed), prerequisites), compareControllers(needed, await controllersIn(api, needed), prerequisites)]),
    network: await networkBeside(api, files.topology.environment.cni.kind),
    trial: options.scratch === true ? await tryInScratch(session, api, declared, survey.kinds) : part(0, [], [TRIAL]),
  };
  const found: Verification = {
    region: emitted.path, cluster: { server: api.where, version: version.text }, parts,
    quotas: quotaUses(declared, survey.live.objects), pools: typeof nodes === 'string' ? [] : poolsInZones(groups, nodes),
  };
  session.terminal.print(options.json === true ? JSON.stringify(jsonOf(found), null, 2) : told(found, dir, session.terminal.paint));
  const broken = [...problems, ...unsized.map(({ file, at, saw, want }): OutsideProblem => ({ code: 'PT-015', where: `${join(dir, file)} › ${at}`, saw, want }))];
  for (const problem of broken) session.terminal.complain(problemText(problem));
  return broken.length > 0 ? 2 : differencesIn(found).length > 0 ? 1 : 0;
};

const PREREQUISITES = 'prerequisites.json';
const TRIAL = { what: 'whether this server takes every object and every pod', why: 'only a trial shows it, which makes namespaces of its own: --scratch' };

const differencesIn = ({ parts }: Verification) => joined(Object.values(parts)).differences;

/** A cluster is of one region: the one that was named, the only one, or the one that its nodes say they are in. */
const regionMeant = (regions: readonly EmittedRegion[], nodes: Listed): EmittedRegion => {
  const [only, ...others] = regions;
  if (only !== undefined && others.length === 0) return only;
  const said = typeof nodes === 'string' ? null : regionOfNodes(nodes);
  const found = regions.find(({ region }) => region === said);
  if (found !== undefined) return found;
  const saw = said === null ? `${regions.length} regions, and nodes that do not say in which they are` : `nodes in ${said}`;
  throw new OutsideError({ code: 'PT-001', where: '--region', saw, want: `--region with one of ${regions.map(({ region }) => region).join(', ')}` });
};

const requireVersion = ({ where }: KubernetesApi, version: ServerVersion, needed: string): void => {
  if (isNewEnough(version, needed)) return;
  throw new OutsideError({ code: 'PT-024', where, saw: `Kubernetes ${version.text}`, want: `${needed}, as ${PREREQUISITES} says` });
};

/** Nothing is equal of which nothing may be read. */
const requireRights = ({ where }: KubernetesApi, { compared }: Part, unread: ReadonlyMap<string, string>): void => {
  const [reason] = unread.values();
  if (compared > 0 || reason === undefined) return;
  throw new OutsideError({ code: 'PT-022', where, saw: 'no right to read any object of the files', want: reason.replace(/^missing: /, '') });
};

const withUnseen = (objects: Part, notCheckable: Part['notCheckable']): Part => ({ ...objects, notCheckable: [...objects.notCheckable, ...notCheckable] });

const rightsOf = async (api: KubernetesApi, declared: readonly Declared[]): Promise<Part> => {
  const questions = accessQuestions(declared);
  const answers = await askAccess(api, questions);
  return typeof answers === 'string' ? part(0, [], [{ what: 'rights of others', why: answers }]) : judgeAccess(questions, answers);
};

const nodesBeside = (groups: readonly NodeGroup[], nodes: readonly Json[] | string, region: string): Part =>
  (typeof nodes === 'string' ? part(0, [], [{ what: 'nodes', why: nodes }]) : compareNodes(groups, nodes, region));

const networkBeside = async (api: KubernetesApi, network: 'vpc-cni' | 'cilium' | 'calico'): Promise<Part> => compareNetwork(network, await networkIn(api, network));

const jsonOf = ({ region, cluster, parts, quotas, pools }: Verification) => {
  const all = joined(Object.values(parts));
  return {
    region, cluster, equal: all.differences.length === 0,
    compared: Object.fromEntries(Object.entries(parts).map(([name, { compared }]) => [name, compared])),
    differences: all.differences, notCheckable: all.notCheckable, quotas, pools,
  };
};
