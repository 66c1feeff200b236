/**
 * Who logs in to a database: services and the job that makes roles, all with IAM tokens.
 *
 * A cluster must be born with an administrator's password, and RDS manages none for members of a global database. So
 * Terraform asks for a random one, sends it once through a write-only argument and forgets it: its source is ephemeral, so it
 * is in no plan and no state, and nobody knows it. The job that makes roles logs in as the administrator with an IAM token,
 * which the engine allows after one grant. The grant is an operator's act, once in the life of a database: reset the password
 * (`aws rds modify-db-cluster`, seen by the trail), give it to the first run of the job, which says
 * `grant rds_iam to administrator`. From then on the engine refuses every password for that login.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.html
 */
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { RdsCluster, RdsClusterConfig } from '@cdktf/provider-aws/lib/rds-cluster/index.js';
import type { Postgres, Topology } from '../../model/index.ts';
import { ADMINISTRATOR, roleOf } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { after, arn, policy, snake } from '../stack.ts';

/** The arguments of a writing cluster that make its administrator. */
export const administrator = (stack: TerraformStack, store: Postgres): Partial<RdsClusterConfig> => {
  const id = snake('administrator', store.name);
  stack.addOverride(`ephemeral.aws_secretsmanager_random_password.${id}`, { password_length: 48, exclude_punctuation: true });
  return { masterUsername: ADMINISTRATOR, masterPasswordWo: `\${ephemeral.aws_secretsmanager_random_password.${id}.random_password}`, masterPasswordWoVersion: 1 };
};

/** Each service may log in as its own database role and as no other, the job as the administrator. */
export const logins = (stack: TerraformStack, topology: Topology, store: Postgres, cluster: RdsCluster): void => {
  const { environment, region } = topology;
  after(stack, topology, region.name, 'cluster');
  const jobs = Object.values(topology.jobs).filter(job => job.kind === 'database-roles' && job.store === store.name);
  for (const { service, role } of [...store.roles, ...jobs.map(job => ({ service: job.name, role: ADMINISTRATOR }))]) {
    new IamRolePolicy(stack, snake('login', store.name, service), {
      name: `database-${store.name}`,
      role: roleOf(environment.name, region.name, service),
      policy: policy({ Sid: 'LogIn', Effect: 'Allow', Action: 'rds-db:connect', Resource: arn(topology, 'rds-db', `dbuser:${cluster.clusterResourceId}/${role}`) }),
    });
  }
};
