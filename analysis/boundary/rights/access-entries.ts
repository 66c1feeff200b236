/** Who enters the Kubernetes API with an identity of AWS, and with which of its policies. */
import { at, eachNested, isFalse, list, nested, text } from '../../reach/json.ts';
import { push } from '../../reach/multimap.ts';
import { UNREADABLE } from './grants.ts';
import type { IamFiles, Roles } from './roles.ts';
import type { StatedRight } from './stated.ts';

/** Types by which Terraform gives rights in the cluster past the manifests; a platform that writes manifests needs none. */
const IN_CLUSTER = /^(kubernetes_((cluster_)?role(_binding)?|config_map|manifest|service_account|secret)(_v1)?|kubectl_manifest|helm_release)$/;

export const entryRights = (files: IamFiles, roles: Roles): readonly StatedRight[] => {
  const { terraform, arns } = files;
  return [
    ...terraform.all('aws_eks_access_policy_association').flatMap(each => {
      const [policy = UNREADABLE] = arns.textsOf(each, each.body['policy_arn']).map(arn => arn.slice(arn.lastIndexOf('/') + 1));
      const scopes = eachNested(each.body['access_scope']);
      const targets = scopes.flatMap(scope => (scope['type'] === 'namespace' ? list(scope['namespaces']).map(namespace => `namespace/${text(namespace)}`) : ['cluster']));
      return callers(each.body['principal_arn'], each, files, roles).flatMap(holder =>
        targets.map(target => ({ holder, target, actions: [policy], when: [], file: each.file, path: each.path })));
    }),
    ...terraform.all('aws_eks_access_entry').filter(({ body }) => !['', 'STANDARD'].includes(text(body['type']))).flatMap(each =>
      callers(each.body['principal_arn'], each, files, roles).map(holder => ({ holder, target: 'cluster', actions: [`enter as ${text(each.body['type'])}`], when: [], file: each.file, path: each.path }))),
    ...terraform.all('aws_eks_cluster').flatMap(each => {
      const { authentication_mode: mode, bootstrap_cluster_creator_admin_permissions: creator } = nested(each.body['access_config']);
      const place = { target: 'cluster', when: [], file: each.file, path: `${each.path} access_config` };
      return [
        ...(isFalse(creator) ? [] : [{ ...place, holder: 'machine/creator', actions: ['AmazonEKSClusterAdminPolicy'] }]),
        ...(mode === 'API' ? [] : [{ ...place, holder: 'whoever aws-auth names', actions: [UNREADABLE] }]),
      ];
    }),
    ...terraform.all(...terraform.types.filter(type => IN_CLUSTER.test(type))).map(each => ({
      holder: each.path.replace(/^resource\./, ''), target: 'cluster', actions: [UNREADABLE], when: [], file: each.file, path: `${each.path} ${text(at(each.body, 'metadata', 'name'))}`.trim(),
    })),
  ];
};

/** Groups of the cluster that an identity of AWS enters with. */
export const groupMembers = (files: IamFiles, roles: Roles): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const each of files.terraform.all('aws_eks_access_entry'))
    for (const group of list(each.body['kubernetes_groups'])) for (const holder of callers(each.body['principal_arn'], each, files, roles)) push(found, text(group), holder);
  return found;
};

const callers = (principal: unknown, from: Parameters<IamFiles['arns']['textsOf']>[0], { arns }: IamFiles, { callerOf }: Roles): readonly string[] => arns.textsOf(from, principal).flatMap(callerOf);
