/**
 * Stack `secrets`: a place for every secret, who may read it, and when to replace it. Values are never in Terraform.
 *
 * Secrets live in the primary and are copied to the standby, with their tags and their policy, so a policy names the readers
 * of both regions. A standby makes none; it gives its own readers access to the copies, whose ARN ends in six characters
 * that only the primary knows. No secret holds a host: a copy would carry the host of the other region.
 *
 * One pipeline applies the stack and writes the values: keys let it encrypt, the policy of each secret refuses to show it one.
 *
 * Rotation is done by people and providers, class by class (`SECRET_CLASSES`), because each needs a step that no managed
 * rotation knows (a provider's cutover, an overlap). The stack reminds: a scheduled rule per class tells the alarm topic.
 */
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret/index.js';
import { SecretsmanagerSecretPolicy } from '@cdktf/provider-aws/lib/secretsmanager-secret-policy/index.js';
import type { Secret, Topology } from '../model/index.ts';
import { LABEL, SECRET_CLASSES, secretRoleOf } from '../model/index.ts';
import type { Build, TerraformStack } from './stack.ts';
import { after, arn, byCodePoint, json, keyAlias, named, output, plainText, policy, remote, roleArn, snake, tags } from './stack.ts';

/** Role of the pipeline that writes values. It serves both regions, so it is made elsewhere; here it is only known by name. */
export const SECRET_PIPELINE = 'payments-pipeline-secrets';

/** Days in which a deleted secret can be brought back; the most that AWS offers. */
const RECOVERY_DAYS = 30;

export const secrets: Build = (stack, topology) => {
  if (topology.environment.bindings.secrets !== 'aws') return;
  const all = Object.values(topology.secrets);
  const arns = Object.fromEntries(all.map(secret => [secret.name, topology.region.role === 'primary' ? original(stack, topology, secret) : copyOf(topology, secret)]));
  for (const holder of [...new Set(all.flatMap(secret => secret.holders))].sort(byCodePoint)) {
    reader(stack, topology, holder, all.filter(secret => secret.holders.includes(holder)), arns);
  }
  if (topology.region.role === 'primary') reminders(stack, topology, all);
};

const original = (stack: TerraformStack, topology: Topology, secret: Secret): string => {
  const { counterpart } = topology.region;
  if (counterpart !== null) after(stack, topology, counterpart.name, 'keys');
  const place = new SecretsmanagerSecret(stack, snake('secret', secret.name), {
    name: secret.path,
    description: secret.why,
    kmsKeyId: remote(stack, topology, 'keys').string(`key_${secret.key}`),
    recoveryWindowInDays: RECOVERY_DAYS,
    ...(counterpart === null ? {} : { replica: [{ region: counterpart.name, kmsKeyId: keyAlias(topology, secret.key, counterpart.name) }] }),
    tags: {
      ...tags(secret.path),
      [`${LABEL}/class`]: secret.class, [`${LABEL}/owner`]: secret.owner,
      [`${LABEL}/rotation`]: plainText(secret.rotation, 256), [`${LABEL}/rotate-every-days`]: String(secret.rotateEveryDays),
    },
    lifecycle: { preventDestroy: true },
  });
  new SecretsmanagerSecretPolicy(stack, snake('policy', secret.name), { secretArn: place.arn, policy: onlyHolders(topology, secret), blockPublicPolicy: true });
  output(stack, `secret_${secret.name}`, place.arn);
  return place.arn;
};

/** ARN of a copy in a standby. */
const copyOf = (topology: Topology, secret: Secret): string => {
  if (topology.region.counterpart !== null) return arn(topology, 'secretsmanager', `secret:${secret.path}-??????`);
  throw new TypeError(`region '${topology.region.name}' is a standby of nothing`);
};

/** Denies by role ARN, so that the policy is valid before the roles exist. */
const onlyHolders = (topology: Topology, secret: Secret): string => {
  const { environment, region } = topology;
  const regions = region.counterpart === null ? [region.name] : [region.name, region.counterpart.name];
  const readers = regions.flatMap(name => secret.holders.map(holder => roleArn(topology, secretRoleOf(environment.name, name, holder)))).sort(byCodePoint);
  return policy({
    Sid: 'OnlyHoldersRead', Effect: 'Deny', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*',
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': readers } },
  });
};

/** What the secret sync may read on behalf of one workload, and the keys it needs for that, through the secrets manager alone. */
const reader = (stack: TerraformStack, topology: Topology, holder: string, held: readonly Secret[], arns: Readonly<Record<string, string>>): void => {
  const { environment, region } = topology;
  after(stack, topology, region.name, 'cluster');
  const keys = [...new Set(held.map(secret => secret.key))].sort(byCodePoint);
  new IamRolePolicy(stack, snake('read', holder), {
    name: 'secrets',
    role: secretRoleOf(environment.name, region.name, holder),
    policy: policy(
      { Sid: 'Read', Effect: 'Allow', Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], Resource: held.map(secret => String(arns[secret.name])) },
      {
        Sid: 'Decrypt', Effect: 'Allow', Action: 'kms:Decrypt', Resource: keys.map(key => remote(stack, topology, 'keys').string(`key_${key}`)),
        Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${region.name}.amazonaws.com` } },
      },
    ),
  });
};

/** One scheduled message per class that is in use: what to replace, and how. */
const reminders = (stack: TerraformStack, topology: Topology, all: readonly Secret[]): void => {
  const topic = remote(stack, topology, 'observability').string('topic_alarms');
  for (const kind of [...new Set(all.map(secret => secret.class))].sort(byCodePoint)) {
    const name = named(topology, 'rotate', kind);
    const rule = new CloudwatchEventRule(stack, snake('reminder', kind), {
      name, description: `secrets of class ${kind} are due`, scheduleExpression: `rate(${SECRET_CLASSES[kind].rotateEveryDays} days)`, tags: tags(name),
    });
    new CloudwatchEventTarget(stack, snake('reminder', kind, 'target'), {
      rule: rule.name,
      arn: topic,
      input: json({ due: all.filter(secret => secret.class === kind).map(({ name: due, owner, rotation }) => ({ secret: due, owner, rotation })) }),
    });
  }
};
