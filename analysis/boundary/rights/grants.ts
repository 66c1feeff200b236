/**
 * What policies on roles allow, one action and one resource element at a time: inline, attached and those of AWS.
 *
 * A refusal takes away within its own role, because it wins there whatever else is said; where it only narrows, it is kept in
 * words. Policies on resources speak for themselves: each layer is compared with what was declared for it.
 */
import type { Place } from '../words.ts';
import type { Resource } from '../../reach/cloud/terraform.ts';
import { eachNested } from '../../reach/json.ts';
import { push } from '../../reach/multimap.ts';
import { phrasesOf } from './conditions.ts';
import { covers, meets } from './globs.ts';
import type { Names, Statement } from './policy-document.ts';
import type { IamFiles, Roles } from './roles.ts';

export interface Grant extends Place {
  readonly holder: string;
  readonly action: string;
  /** ARN or pattern. */
  readonly resource: string;
  readonly when: readonly string[];
}

/** Stands for the actions of a policy that cannot be read. */
export const UNREADABLE = 'unreadable';

interface Attached extends Place {
  /** Names of roles. */
  readonly roles: readonly string[];
  readonly statements: readonly Statement[] | null;
  /** A policy that AWS maintains, by its name. */
  readonly managed?: string;
}

export const grantsOf = (files: IamFiles, roles: Roles): readonly Grant[] => {
  const byRole = new Map<string, Attached[]>();
  for (const policy of attachedOf(files, roles)) for (const role of policy.roles) push(byRole, role, policy);
  const bounded = new Map(roles.all.map(({ resource, name }) => [name, files.arns.textsOf(resource, resource.body['permissions_boundary']).map(arn => `within ${arn}`)]));
  return [...byRole].flatMap(([role, policies]) => {
    const refused = policies.flatMap(({ statements }) => statements ?? []).filter(({ effect }) => effect === 'Deny');
    return policies.flatMap(policy => grantsIn(policy, refused, files))
      .flatMap(grant => roles.holdersOf(role).map(holder => ({ ...grant, holder, when: [...grant.when, ...bounded.get(role) ?? []].sort() })));
  });
};

type Ungiven = Omit<Grant, 'holder'>;

const grantsIn = ({ file, path, statements, managed }: Attached, refused: readonly Statement[], files: IamFiles): readonly Ungiven[] => {
  if (managed !== undefined) return [{ file, path, action: `policy ${managed}`, resource: '*', when: [] }];
  if (statements === null) return [{ file, path, action: UNREADABLE, resource: '*', when: [] }];
  return statements.filter(({ effect }) => effect === 'Allow').flatMap(({ index, actions, resources, conditions }) => patternsOf(actions).flatMap(action =>
    patternsOf(resources ?? { but: true, patterns: [] }).flatMap(resource => remaining({
      file, path: `${path} Statement[${index}]`, action: action.pattern, resource: resource.pattern,
      when: [...action.but, ...resource.but, ...phrasesOf(conditions, files)],
    }, refused, files))));
};

/** Everything but some is everything, with the exception in words. */
const patternsOf = ({ but, patterns }: Names): readonly { readonly pattern: string; readonly but: readonly string[] }[] =>
  (but ? [{ pattern: '*', but: patterns.length === 0 ? [] : [`but ${[...patterns].sort().join(', ')}`] }] : patterns.map(pattern => ({ pattern, but: [] })));

/** What refusals leave of it. */
const remaining = (grant: Ungiven, refused: readonly Statement[], files: IamFiles): readonly Ungiven[] => {
  const against = refused.filter(({ actions, resources }) => isAbout(actions, grant.action) && (resources === null || isAbout(resources, grant.resource)));
  const taken = against.some(({ actions, resources, conditions }) => conditions.length === 0 && isAll(actions, grant.action) && (resources === null || isAll(resources, grant.resource)));
  if (taken) return [];
  const words = against.map(({ actions, resources, conditions }) =>
    ['never', wordsOf(actions), 'on', resources === null ? '*' : wordsOf(resources), ...phrasesOf(conditions, files)].join(' '));
  return [{ ...grant, when: [...grant.when, ...words].sort() }];
};

const isAbout = ({ but, patterns }: Names, pattern: string): boolean => (but ? !patterns.some(each => covers(each, pattern)) : patterns.some(each => meets(each, pattern)));
const isAll = ({ but, patterns }: Names, pattern: string): boolean => (but ? !patterns.some(each => meets(each, pattern)) : patterns.some(each => covers(each, pattern)));
const wordsOf = ({ but, patterns }: Names): string => `${but ? 'anything but ' : ''}${[...patterns].sort().join(', ')}`;

/* ---- where policies stand -------------------------------------------------------------------------------------------------- */

const attachedOf = (files: IamFiles, { all }: Roles): readonly Attached[] => {
  const { terraform, arns, policyOf } = files;
  const place = (resource: Resource): Place => ({ file: resource.file, path: resource.path });
  const namesIn = (resource: Resource, value: unknown): readonly string[] => arns.textsOf(resource, value).map(role => role.slice(role.lastIndexOf('/') + 1));
  return [
    ...terraform.all('aws_iam_role_policy').map((each): Attached =>
      ({ ...place(each), roles: namesIn(each, each.body['role']), statements: policyOf(each, each.body['policy']) })),
    ...terraform.all('aws_iam_role_policy_attachment').flatMap(each => attachments(each, namesIn(each, each.body['role']), each.body['policy_arn'], files)),
    ...terraform.all('aws_iam_policy_attachment').flatMap(each => attachments(each, namesIn(each, each.body['roles']), each.body['policy_arn'], files)),
    ...all.flatMap(({ resource, name }) => [
      ...eachNested(resource.body['inline_policy']).map((block, i): Attached =>
        ({ file: resource.file, path: `${resource.path} inline_policy[${i}]`, roles: [name], statements: policyOf(resource, block['policy']) })),
      ...attachments(resource, [name], resource.body['managed_policy_arns'], files),
    ]),
  ];
};

/** A policy of these files by what it says, one of AWS by its name; any other is unreadable. */
const attachments = (from: Resource, roles: readonly string[], value: unknown, { terraform, arns, policyOf }: IamFiles): readonly Attached[] => {
  const made = new Map(terraform.all('aws_iam_policy').map(policy => [arns.arnOf(policy), policy]));
  return arns.textsOf(from, value).map((arn): Attached => {
    const policy = made.get(arn);
    if (policy !== undefined) return { file: policy.file, path: policy.path, roles, statements: policyOf(policy, policy.body['policy']) };
    const managed = /^arn:aws:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
    return { file: from.file, path: from.path, roles, statements: null, ...(managed === undefined ? {} : { managed }) };
  });
};
