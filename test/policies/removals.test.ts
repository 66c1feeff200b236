/**
 * Removing or weakening one thing of what production emits makes the check fail, with the code that names what is gone.
 *
 * Edits of different objects share a copy of the region, edits of the same object never do; and in each copy every finding
 * is one that an edit announced. So each removal is noticed for itself, and nothing else is.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { renderManifests } from '../../charts/index.ts';
import { renderStacks } from '../../stacks/index.ts';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';

type Json = Record<string, unknown>;

interface Removal {
  readonly what: string;
  readonly code: string;
  /** The object that the finding names. */
  readonly object: string;
  readonly region: string;
  /** Below the folder of the region, without extension. */
  readonly file: string;
  /** JSON pointer; empty for the whole file. */
  readonly pointer: string;
  /** Undefined removes. */
  readonly value: unknown;
  /** Findings that follow from the same removal, as `<code> <object>`. */
  readonly also: readonly string[];
}

const CORE = 'manifests/payments-core';
const POD = '/spec/template/spec';
const CONTAINER = `${POD}/containers/0`;

const removal = (what: string, code: string, object: string, file: string, pointer = '', value?: unknown, ...also: string[]): Removal =>
  ({ what, code, object, region: PRIMARY, file, pointer, value, also });

/** An edit of a Deployment, which is also the object that the finding names. */
const pod = (what: string, code: string, namespace: string, name: string, pointer: string, value?: unknown, ...also: string[]): Removal =>
  removal(what, code, `Deployment/${namespace}/${name}`, `manifests/${namespace}/${name}.Deployment`, pointer, value, ...also);

/** An edit of a Terraform resource; by default the finding names it. */
const cloud = (what: string, code: string, stack: string, resource: string, path = '', value?: unknown, object = resource, ...also: string[]): Removal =>
  removal(what, code, object, `terraform/${stack}/cdk.tf`, `/resource/${resource.replace('.', '/')}${path}`, value, ...also);

const MANIFESTS: readonly Removal[] = [
  removal('a disruption budget', 'PT-210', 'Deployment/payments-core/payment-core', `${CORE}/payment-core.PodDisruptionBudget`),
  removal('a budget that lets a drain pass', 'PT-211', 'PodDisruptionBudget/payments-core/risk', `${CORE}/risk.PodDisruptionBudget`, '/spec/maxUnavailable', 0),
  removal('a network policy', 'PT-251', 'Deployment/payments-core/policy', `${CORE}/policy.NetworkPolicy`, '', undefined, 'PT-253 Deployment/payments-core/policy', 'PT-255 NetworkPolicy/payments-core/policy'),
  removal('the default deny', 'PT-250', 'NetworkPolicy/payments-read/default-deny', 'manifests/payments-read/default-deny.NetworkPolicy'),
  removal('one direction of the default deny', 'PT-250', 'NetworkPolicy/payments-batch/default-deny', 'manifests/payments-batch/default-deny.NetworkPolicy', '/spec/policyTypes/1'),
  removal('a quota', 'PT-260', 'ResourceQuota/payments-provider/segment', 'manifests/payments-provider/segment.ResourceQuota'),
  removal('limits of a namespace', 'PT-261', 'LimitRange/payments-edge/containers', 'manifests/payments-edge/containers.LimitRange'),
  removal('the profile of a namespace', 'PT-235', 'Namespace/payments-cde', 'manifests/cluster/payments-cde.Namespace', '/metadata/labels/pod-security.kubernetes.io~1enforce'),
  removal('an autoscaler', 'PT-216', 'HorizontalPodAutoscaler/payments-core/risk', `${CORE}/risk.HorizontalPodAutoscaler`, '', undefined, 'PT-215 Deployment/payments-core/risk'),
  removal('replicas of an autoscaler', 'PT-216', 'HorizontalPodAutoscaler/payments-core/policy', `${CORE}/policy.HorizontalPodAutoscaler`, '/spec/minReplicas', 1, 'PT-215 Deployment/payments-core/policy'),
  removal('a deployment', 'PT-201', 'Deployment/payments-batch/report-importer', 'manifests/payments-batch/report-importer.Deployment'),
  removal('a certificate', 'PT-245', 'Certificate/payments-core/outbox-relay-tls', `${CORE}/outbox-relay-tls.Certificate`),
  removal('a secret sync', 'PT-244', 'ExternalSecret/payments-core/payment-core-secrets', `${CORE}/payment-core-secrets.ExternalSecret`),
  removal('a service', 'PT-257', 'Service/payments-core/risk', `${CORE}/risk.Service`),
  removal('a service account', 'PT-202', 'ServiceAccount/payments-core/outbox-relay', `${CORE}/outbox-relay.ServiceAccount`),
  removal('the job of database roles', 'PT-201', 'Job/payments-platform/roles-ledger', 'manifests/payments-platform/roles-ledger.Job'),
  pod('a readiness probe', 'PT-220', 'payments-core', 'risk', `${CONTAINER}/readinessProbe`),
  pod('a liveness probe', 'PT-220', 'payments-core', 'ledger-posting-worker', `${CONTAINER}/livenessProbe`),
  pod('a startup probe', 'PT-220', 'payments-edge', 'api-gateway', `${CONTAINER}/startupProbe`),
  pod('a cadence', 'PT-222', 'payments-core', 'payment-core', `${CONTAINER}/readinessProbe/periodSeconds`),
  pod('the spread over zones', 'PT-213', 'payments-webhook', 'webhook-ingestion', `${POD}/topologySpreadConstraints/0`),
  pod('what heals a spread', 'PT-213', 'payments-cde', 'token-vault', `${POD}/topologySpreadConstraints/0/nodeTaintsPolicy`),
  pod('a priority', 'PT-218', 'payments-provider', 'acquirer-a-adapter', `${POD}/priorityClassName`),
  pod('a toleration after a loss', 'PT-219', 'payments-provider', 'acquirer-b-adapter', `${POD}/tolerations/2`),
  pod('requests', 'PT-232', 'payments-read', 'reporting', `${CONTAINER}/resources/requests`),
  pod('a memory limit', 'PT-232', 'payments-read', 'notification', `${CONTAINER}/resources/limits`),
  pod('a read-only root', 'PT-230', 'payments-read', 'merchant-dashboard', `${CONTAINER}/securityContext/readOnlyRootFilesystem`),
  pod('dropped capabilities', 'PT-230', 'payments-backoffice', 'backoffice-api', `${CONTAINER}/securityContext/capabilities`),
  pod('a user that is not root', 'PT-230', 'payments-analytics', 'bi-export', `${POD}/securityContext/runAsNonRoot`),
  pod('the drain of a pod', 'PT-225', 'payments-core', 'webhook-processor', `${CONTAINER}/lifecycle`),
  pod('a grace period', 'PT-225', 'payments-core', 'inquiry-worker', `${POD}/terminationGracePeriodSeconds`),
  pod('a digest', 'PT-234', 'payments-core', 'policy', `${CONTAINER}/image`, '111122223333.dkr.ecr.ap-southeast-3.amazonaws.com/payments/policy:latest'),
  pod('the node selector of the card-data environment', 'PT-262', 'payments-cde', 'token-vault', `${POD}/nodeSelector`),
  pod('a token that nobody declared', 'PT-203', 'payments-batch', 'settlement-worker', `${POD}/automountServiceAccountToken`, true),
  pod('a label', 'PT-200', 'payments-batch', 'reconciliation-worker', '/spec/template/metadata/labels/payment-topology.dev~1scope'),
  pod('a rollout', 'PT-226', 'payments-webhook', 'webhook-ingestion', '/spec/strategy/rollingUpdate/maxUnavailable', 1),
  pod('replicas', 'PT-215', 'payments-batch', 'payout-worker', '/spec/replicas', 1),
];

const TERRAFORM: readonly Removal[] = [
  cloud('encryption of a database', 'PT-500', 'data', 'aws_rds_cluster.cluster_ledger', '/storage_encrypted'),
  cloud('encryption of a disk', 'PT-500', 'cluster', 'aws_launch_template.launch_template_cde', '/block_device_mappings/1/ebs/encrypted'),
  cloud('encryption of Kubernetes secrets', 'PT-500', 'cluster', 'aws_eks_cluster.cluster', '/encryption_config', undefined, 'aws_eks_cluster.cluster', 'PT-501 aws_eks_cluster.cluster'),
  cloud('the key of a database', 'PT-501', 'data', 'aws_rds_cluster.cluster_payments', '/kms_key_id'),
  cloud('the key of query statistics', 'PT-501', 'data', 'aws_rds_cluster_instance.instance_ledger_1', '/performance_insights_kms_key_id'),
  cloud('the key of a log group', 'PT-501', 'observability', 'aws_cloudwatch_log_group.logs_audit', '/kms_key_id'),
  cloud('the key of a secret', 'PT-501', 'secrets', 'aws_secretsmanager_secret.secret_acquirer_a_api_key', '/kms_key_id'),
  cloud('the key of a backup vault', 'PT-501', 'recovery', 'aws_backup_vault.vault_money', '/kms_key_arn'),
  cloud('the encryption of a bucket', 'PT-502', 'evidence', 'aws_s3_bucket_server_side_encryption_configuration.bucket_audit_encryption', '', undefined, 'aws_s3_bucket.bucket_audit'),
  cloud('the rotation of a key', 'PT-503', 'keys', 'aws_kms_key.key_cluster', '/enable_key_rotation'),
  cloud('the policy of a key', 'PT-504', 'keys', 'aws_kms_key.key_logs', '/policy'),
  cloud('a private database', 'PT-510', 'data', 'aws_rds_cluster_instance.instance_ledger_2', '/publicly_accessible', true),
  cloud('the public access block of a bucket', 'PT-511', 'evidence', 'aws_s3_bucket_public_access_block.bucket_evidence_public', '', undefined, 'aws_s3_bucket.bucket_evidence'),
  cloud('a subnet without public addresses', 'PT-512', 'network', 'aws_subnet.subnet_app_a', '/map_public_ip_on_launch', true),
  cloud('an internal load balancer', 'PT-513', 'edge', 'aws_lb.load_balancer_backoffice', '/internal', false),
  cloud('a subnet of a store', 'PT-520', 'network', 'aws_subnet.subnet_store_reporting_c', '', undefined, 'aws_db_subnet_group.subnets_reporting', `PT-583 subnet ${topologyOf().addresses.stores.reporting?.[2]}`),
  cloud('the zone of a node pool', 'PT-520', 'cluster', 'aws_eks_node_group.node_group_read_c', '', undefined, 'aws_eks_node_group.node_group_read_a', 'PT-520 aws_eks_node_group.node_group_read_b'),
  cloud('the instance in the third zone', 'PT-521', 'data', 'aws_rds_cluster_instance.instance_payments_3', '', undefined, 'aws_rds_cluster.cluster_payments'),
  cloud('a broker in each zone', 'PT-521', 'messaging', 'aws_msk_cluster.cluster_events', '/number_of_broker_nodes', 2),
  cloud('days of recovery', 'PT-522', 'data', 'aws_rds_cluster.cluster_reporting', '/backup_retention_period', 1),
  cloud('the deletion protection of a database', 'PT-523', 'data', 'aws_rds_cluster.cluster_ledger', '/deletion_protection'),
  cloud('the deletion protection of a load balancer', 'PT-523', 'edge', 'aws_lb.load_balancer_webhook', '/enable_deletion_protection'),
  cloud('a last snapshot', 'PT-524', 'data', 'aws_rds_cluster.cluster_tokens', '/skip_final_snapshot', true),
  cloud('the lock of a vault', 'PT-525', 'recovery', 'aws_backup_vault_lock_configuration.vault_money_lock', '', undefined, 'aws_backup_vault.vault_money'),
  cloud('the TLS policy of a listener', 'PT-530', 'edge', 'aws_lb_listener.listener_merchant', '/ssl_policy'),
  cloud('TLS behind a load balancer', 'PT-531', 'edge', 'aws_lb_target_group.target_group_merchant', '/protocol', 'HTTP'),
  cloud('TLS of a database', 'PT-532', 'data', 'aws_rds_cluster_parameter_group.parameters_ledger', '/parameter', [], 'aws_rds_cluster.cluster_ledger'),
  cloud('TLS of Kafka', 'PT-533', 'messaging', 'aws_msk_cluster.cluster_events', '/encryption_info/encryption_in_transit/client_broker'),
  cloud('TLS of a bucket', 'PT-534', 'evidence', 'aws_s3_bucket_policy.bucket_settlement_files_policy', '', undefined, 'aws_s3_bucket.bucket_settlement_files'),
  cloud('days of a log', 'PT-540', 'observability', 'aws_cloudwatch_log_group.logs_security', '/retention_in_days', 30),
  cloud('the audit log of the cluster', 'PT-541', 'cluster', 'aws_eks_cluster.cluster', '/enabled_cluster_log_types/1'),
  cloud('flow logs', 'PT-542', 'network', 'aws_flow_log.flow_logs', '', undefined, 'aws_vpc.vpc'),
  cloud('the log of a web firewall', 'PT-543', 'edge', 'aws_wafv2_web_acl_logging_configuration.web_firewall_logging_merchant', '', undefined, 'aws_wafv2_web_acl.web_firewall_merchant'),
  cloud('exported logs of a database', 'PT-544', 'data', 'aws_rds_cluster.cluster_payments', '/enabled_cloudwatch_logs_exports'),
  cloud('the validation of the trail', 'PT-546', 'evidence', 'aws_cloudtrail.trail', '/enable_log_file_validation'),
  cloud('a rule without its peer', 'PT-550', 'network', 'aws_vpc_security_group_ingress_rule.ingress_control_plane_from_pool_core_tcp_443', '', { security_group_id: '${aws_security_group.security_group_control_plane.id}', ip_protocol: 'tcp', from_port: 443, to_port: 443, cidr_ipv4: '0.0.0.0/0' }, undefined, 'PT-552 aws_vpc_security_group_ingress_rule.ingress_control_plane_from_pool_core_tcp_443'),
  cloud('the port of a rule', 'PT-551', 'network', 'aws_vpc_security_group_egress_rule.egress_control_plane_to_pool_core_tcp_10250', '/ip_protocol', '-1', undefined, 'PT-552 aws_vpc_security_group_egress_rule.egress_control_plane_to_pool_core_tcp_10250'),
  cloud('the empty default group', 'PT-553', 'network', 'aws_default_security_group.default_security_group', '', undefined, 'aws_vpc.vpc'),
  cloud('the default of the egress firewall', 'PT-556', 'network', 'aws_networkfirewall_firewall_policy.egress_policy', '/firewall_policy/stateful_default_actions'),
  cloud('a web firewall', 'PT-558', 'edge', 'aws_wafv2_web_acl_association.web_firewall_association_dashboard', '', undefined, 'aws_lb.load_balancer_dashboard'),
  cloud('version 2 of the metadata service', 'PT-560', 'cluster', 'aws_launch_template.launch_template_core', '/metadata_options/http_tokens'),
  cloud('the private endpoint', 'PT-561', 'cluster', 'aws_eks_cluster.cluster', '/vpc_config/endpoint_public_access', true),
  cloud('access entries', 'PT-562', 'cluster', 'aws_eks_cluster.cluster', '/access_config/authentication_mode', 'CONFIG_MAP'),
  cloud('what enforces network policies', 'PT-563', 'cluster', 'aws_eks_addon.addon_vpc_cni', '', undefined, 'aws_eks_cluster.cluster'),
  cloud('a taint', 'PT-564', 'cluster', 'aws_eks_node_group.node_group_cde_a', '/taint'),
  cloud('immutable tags', 'PT-566', 'registry', 'aws_ecr_repository.repository_payment_core', '/image_tag_mutability'),
  cloud('the policy of a secret', 'PT-571', 'secrets', 'aws_secretsmanager_secret_policy.policy_acquirer_a_api_key', '', undefined, 'aws_secretsmanager_secret.secret_acquirer_a_api_key'),
  cloud('the lock of a bucket', 'PT-576', 'evidence', 'aws_s3_bucket_object_lock_configuration.bucket_audit_lock', '', undefined, 'aws_s3_bucket.bucket_audit'),
  cloud('the copy of a bucket', 'PT-577', 'evidence', 'aws_s3_bucket_replication_configuration.replication_evidence', '', undefined, 'aws_s3_bucket.bucket_evidence'),
  cloud('a login', 'PT-579', 'data', 'aws_iam_role_policy.login_ledger_payout_worker', '', undefined, 'role payout_worker of ledger'),
  removal('the lock of a state', 'PT-580', 'backend s3', 'terraform/data/cdk.tf', '/terraform/backend/s3/use_lockfile'),
  removal('the account of a provider', 'PT-582', 'provider aws', 'terraform/data/cdk.tf', '/provider/aws/0/allowed_account_ids'),
  cloud('an endpoint', 'PT-583', 'network', 'aws_vpc_endpoint.endpoint_sts', '', undefined, 'endpoint sts'),
  cloud('a tunnel', 'PT-583', 'network', 'aws_customer_gateway.customer_gateway_bank_payout_1', '', undefined, 'tunnel bank-payout'),
  cloud('a global database', 'PT-584', 'data', 'aws_rds_cluster.cluster_reporting', '/global_cluster_identifier'),
  { ...cloud('a replicator', 'PT-585', 'messaging', 'aws_msk_replicator.replicator_events', '', undefined, 'aws_msk_cluster.cluster_events'), region: STANDBY },
  { ...cloud('where a replicator begins', 'PT-585', 'messaging', 'aws_msk_replicator.replicator_events', '/replication_info_list/topic_replication/0/starting_position'), region: STANDBY },
  cloud('settings of Kafka', 'PT-587', 'messaging', 'aws_msk_cluster.cluster_events', '/configuration_info'),
  cloud('logins of Kafka', 'PT-588', 'messaging', 'aws_msk_cluster.cluster_events', '/client_authentication'),
];

const REMOVALS = [...MANIFESTS, ...TERRAFORM];

/** What an edit touches: the objects of its findings, and the manifest or the resource it changes. */
const touched = ({ object, also, file, pointer }: Removal): readonly string[] =>
  [object, ...also.map(finding => finding.split(' ').slice(1).join(' ')), `${file} ${pointer.startsWith('/resource') ? pointer.split('/').slice(0, 4).join('/') : ''}`];

/** Copies of regions, each with edits that do not meet. */
const batches = (): readonly (readonly Removal[])[] => {
  const made: Removal[][] = [];
  for (const item of REMOVALS) {
    const home = made.find(batch => batch.every(other => other.region === item.region && !touched(other).some(key => touched(item).includes(key))));
    if (home === undefined) made.push([item]);
    else home.push(item);
  }
  return made;
};

const filesOf = (region: string): ReadonlyMap<string, Json> => {
  const topology = topologyOf('production', region);
  return new Map([
    ['topology', topology as unknown as Json],
    ...renderManifests(topology).map(({ path, documents }) => [path.replace(/\.yaml$/, ''), documents[0] as Json] as const),
    ...renderStacks(topology).map(({ path, json }) => [path.replace(/\.json$/, ''), json as Json] as const),
  ]);
};

const edit = (document: Json, pointer: string, value: unknown): void => {
  const keys = pointer.split('/').slice(1).map(key => key.replaceAll('~1', '/'));
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document) as Json | undefined;
  if (parent === undefined || !(last in parent)) throw new Error(`nothing at ${pointer}`);
  if (value !== undefined) parent[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
};

/** Files that `kustomization.yaml` names keep the ending that it names; JSON is YAML. */
const isListed = (path: string): boolean => path.startsWith('manifests/') || path === 'kustomization';

const write = (folder: string, originals: ReadonlyMap<string, Json>, batch: readonly Removal[]): void => {
  const files = new Map(originals);
  for (const item of batch) {
    const document = structuredClone(files.get(item.file));
    if (document === undefined) throw new Error(`no file ${item.file}`);
    if (item.pointer === '') files.delete(item.file);
    else {
      edit(document, item.pointer, item.value);
      files.set(item.file, document);
    }
  }
  for (const [path, document] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, `${path}.${isListed(path) ? 'yaml' : 'json'}`), JSON.stringify(document));
  }
};

interface Finding {
  readonly metadata: { readonly code: string; readonly object: string; readonly path: string; readonly saw: string };
}

const conftest = (folder: string): Promise<readonly Finding[]> => new Promise((resolve, reject) => {
  const policies = join(dirname(fileURLToPath(import.meta.url)), '../../policies');
  const args = ['test', '--combine', '--no-color', '--output', 'json', '--policy', policies, '--data', 'as-of.json', 'copies'];
  execFile('conftest', args, { cwd: folder, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
    if (stdout === '') reject(new Error(stderr || String(error)));
    else resolve((JSON.parse(stdout) as { failures?: Finding[] }[])[0]?.failures ?? []);
  });
});

/** `<code> <object>` of every finding, by copy. */
const found = new Map<string, Set<string>>();
const homes = new Map<Removal, string>();

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'removals-'));
  try {
    const originals = new Map([PRIMARY, STANDBY].map(region => [region, filesOf(region)] as const));
    for (const [index, batch] of [...batches(), []].entries()) {
      const region = batch[0]?.region ?? PRIMARY;
      const copy = `${index}/${region}`;
      for (const item of batch) homes.set(item, copy);
      write(join(folder, 'copies', copy), originals.get(region) ?? new Map(), batch);
      found.set(copy, new Set());
    }
    writeFileSync(join(folder, 'as-of.json'), '{"as_of": "2026-11-21"}');
    for (const { metadata } of await conftest(folder)) found.get(metadata.path.split('/').slice(1, 3).join('/'))?.add(`${metadata.code} ${metadata.object}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what production emits has no finding', () => {
  expect([...found].at(-1)?.[1]).toEqual(new Set());
});

test.each(REMOVALS.map(item => [`${item.code} ${item.what}`, item] as const))('%s is missed', (_, item) => {
  const findings = found.get(homes.get(item) ?? '');
  expect(findings).toContain(`${item.code} ${item.object}`);
});

test('nothing but what was removed is missed', () => {
  const announced = (copy: string): readonly string[] => REMOVALS.filter(item => homes.get(item) === copy).flatMap(item => [`${item.code} ${item.object}`, ...item.also]);
  expect([...found].flatMap(([copy, findings]) => [...findings].filter(finding => !announced(copy).includes(finding)))).toEqual([]);
});
