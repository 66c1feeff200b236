/** IAM roles and who acts with each: who is bound to it and is let in, whatever it is called. */
import type { Topology } from '../../../model/index.ts';
import { POOL_LABEL } from '../../../model/index.ts';
import type { Resource, Terraform } from '../../reach/cloud/terraform.ts';
import { eachNested, text, texts } from '../../reach/json.ts';
import { push } from '../../reach/multimap.ts';
import type { Arns } from './arns.ts';
import { accountOf } from './arns.ts';
import type { CallerOfArn } from './callers.ts';
import { callersIn, PODS } from './callers.ts';
import { isPattern } from './globs.ts';
import type { Statement } from './policy-document.ts';
import type { AccountHolders } from './pods.ts';
import { ADDON_NAMESPACE } from './pods.ts';
import type { Targets } from './targets.ts';

export interface Role {
  readonly resource: Resource;
  readonly name: string;
  readonly holders: readonly string[];
}

export interface Roles {
  readonly all: readonly Role[];
  /** Who acts with the role of a name, also one that is made elsewhere. */
  readonly holdersOf: (name: string) => readonly string[];
  /** Who an ARN in a policy stands for. */
  readonly callerOf: CallerOfArn;
}

export interface IamFiles {
  readonly topology: Topology;
  readonly terraform: Terraform;
  readonly arns: Arns;
  readonly targets: Targets;
  readonly accounts: AccountHolders;
  /** Null for a policy that cannot be read. */
  readonly policyOf: (from: Resource, value: unknown) => readonly Statement[] | null;
}

export const rolesOf = (files: IamFiles): Roles => {
  const { terraform, arns, targets } = files;
  const bound = { pods: associationsOf(files), nodes: nodesOf(files) };
  const all = terraform.all('aws_iam_role').map((resource): Role => {
    const name = arns.textsOf(resource, resource.body['name'])[0] ?? resource.id;
    return { resource, name, holders: holdersOf(resource, targets.short(name), bound, files) };
  });
  const byName = new Map(all.map(({ name, holders }) => [name, holders]));
  const known = (name: string): readonly string[] => byName.get(name) ?? [elsewhere(name, targets)];
  return { all, holdersOf: known, callerOf: arn => callerOf(arn, files, known) };
};

/** Who is tied to a role, by its ARN. */
interface Bound {
  readonly pods: ReadonlyMap<string, readonly string[]>;
  readonly nodes: ReadonlyMap<string, readonly string[]>;
}

/** A role without anybody acts for the AWS service that may take it, or for nobody. */
const holdersOf = (resource: Resource, name: string, bound: Bound, files: IamFiles): readonly string[] => {
  const arn = files.arns.arnOf(resource);
  const trust = (files.policyOf(resource, resource.body['assume_role_policy']) ?? []).filter(({ effect }) => effect === 'Allow');
  const callers = trust.flatMap(statement => {
    const found = callersIn(statement, caller => callerOf(caller, files, role => [elsewhere(role, files.targets)]), files.accounts, files.topology).callers;
    return isForPods(statement) ? boundPods(found, bound.pods.get(arn) ?? []) : found;
  });
  const holders = [...callers.filter(caller => !caller.startsWith('aws/')), ...(bound.nodes.get(arn) ?? [])];
  if (holders.length > 0) return [...new Set(holders)].sort();
  return [`${callers.length > 0 ? 'machine' : 'role'}/${name}`];
};

const isForPods = ({ principals }: Statement): boolean => principals?.byKind['Service']?.includes(PODS) === true;

/** Pod identity needs both, the association and the trust. */
const boundPods = (trusted: readonly string[], associated: readonly string[]): readonly string[] =>
  trusted.includes(`aws/${PODS}`) ? associated : associated.filter(holder => trusted.includes(holder));

const associationsOf = ({ terraform, arns, accounts }: IamFiles): Bound['pods'] => {
  const found = new Map<string, string[]>();
  const add = (from: Resource, role: unknown, namespace: string, account: unknown): void => {
    for (const arn of arns.textsOf(from, role)) for (const holder of accounts(namespace, text(account))) push(found, arn, holder);
  };
  for (const each of terraform.all('aws_eks_pod_identity_association')) add(each, each.body['role_arn'], text(each.body['namespace']), each.body['service_account']);
  for (const each of terraform.all('aws_eks_addon'))
    for (const block of eachNested(each.body['pod_identity_association'])) add(each, block['role_arn'], ADDON_NAMESPACE, block['service_account']);
  return found;
};

const nodesOf = ({ terraform, arns }: IamFiles): Bound['nodes'] => {
  const found = new Map<string, string[]>();
  for (const each of terraform.all('aws_eks_node_group'))
    for (const arn of arns.textsOf(each, each.body['node_role_arn'])) push(found, arn, `nodes/${texts(each.body['labels'])[POOL_LABEL] ?? each.id}`);
  return found;
};

/* ---- names ------------------------------------------------------------------------------------------------------------------- */

/** Names of roles that these files do not make: of the other region, or of what serves both. */
const elsewhere = (name: string, { short }: Targets): string => (short(name) === name ? `machine/${name}` : `role/${short(name)}`);

/** People come through a permission set, behind whose name AWS puts a suffix; service-linked roles are the service itself. */
const callerOf = (arn: string, { topology, targets }: IamFiles, known: (name: string) => readonly string[]): readonly string[] => {
  const [, account = '', kind = '', path = ''] = /^arn:aws:(?:iam|sts)::([^:]*):([a-z-]+)\/(.+)$/.exec(arn) ?? [];
  if (kind !== 'role') return [kind === '' ? arn : `${kind}/${path}`];
  const people = /AWSReservedSSO_([\w+=,.@-]+)_/.exec(path)?.[1];
  if (people !== undefined) return [`person/${people}`];
  const [first, service, name] = path.split('/');
  if (first === 'aws-service-role' && name !== undefined) return [`aws/${service}`];
  const role = path.slice(path.lastIndexOf('/') + 1);
  if (account !== accountOf(topology)) return [`role/${role} of account ${account}`];
  return isPattern(path) ? [`role/${targets.short(path)}`] : known(role);
};
