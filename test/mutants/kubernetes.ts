/** Manifests that somebody changed, one line each. */
import type { Json, Mutant } from './mutant.ts';
import { edit, exchange, made, mutant, off } from './mutant.ts';

const POD = '/spec/template/spec';
const CONTAINER = `${POD}/containers/0`;

const object = (apiVersion: string, kind: string, namespace: string | null, name: string, rest: Json): readonly [at: string, body: Json] =>
  [namespace === null ? `${kind}/${name}` : `${kind}/${namespace}/${name}`, { apiVersion, kind, metadata: namespace === null ? { name } : { name, namespace }, ...rest }];

const policy = (what: string, at: string, pointer: string, to: unknown, ...finds: readonly string[]): Mutant => mutant(what, [edit(`NetworkPolicy/${at}`, pointer, to)], ...finds);
const pod = (what: string, at: string, pointer: string, to: unknown, ...finds: readonly string[]): Mutant => mutant(what, [edit(`Deployment/${at}`, pointer, to)], ...finds);
const one = (what: string, at: string, pointer: string, to: unknown, ...finds: readonly string[]): Mutant => mutant(what, [edit(at, pointer, to)], ...finds);

const https = [{ protocol: 'TCP', port: 443 }];
const core = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'payments-core' } } };

export const POLICIES: readonly Mutant[] = [
  policy('egress to everybody', 'payments-core/risk', '/spec/egress/-', { ports: https }, 'PT-252 NetworkPolicy/payments-core/risk'),
  policy('egress to every address', 'payments-core/policy', '/spec/egress/-', { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: https }, 'PT-252 NetworkPolicy/payments-core/policy'),
  policy('egress to two halves of all addresses', 'payments-core/outbox-relay', '/spec/egress/-', { to: [{ ipBlock: { cidr: '0.0.0.0/1' } }, { ipBlock: { cidr: '128.0.0.0/1' } }], ports: https }, 'PT-252 NetworkPolicy/payments-core/outbox-relay'),
  policy('egress to a wider range', 'payments-core/inquiry-worker', '/spec/egress/-', { to: [{ ipBlock: { cidr: '10.16.0.0/16', except: ['10.16.208.0/20'] } }], ports: [{ protocol: 'TCP', port: 5432 }] }, 'PT-254 NetworkPolicy/payments-core/inquiry-worker'),
  policy('egress on every port', 'payments-provider/acquirer-a-adapter', '/spec/egress/0/ports', off, 'PT-252 NetworkPolicy/payments-provider/acquirer-a-adapter'),
  policy('egress on more ports', 'payments-provider/acquirer-b-adapter', '/spec/egress/0/ports/0/endPort', 9000, 'PT-252 NetworkPolicy/payments-provider/acquirer-b-adapter'),
  policy('egress that is needed', 'payments-core/payment-core', '/spec/egress/0', off, 'PT-253 Deployment/payments-core/payment-core'),
  policy('one direction only', 'payments-cde/token-vault', '/spec/policyTypes', ['Ingress'], 'PT-251 Deployment/payments-cde/token-vault'),
  policy('a policy for every pod', 'payments-batch/payout-worker', '/spec/podSelector', {}, 'PT-254 NetworkPolicy/payments-batch/payout-worker'),
  policy('a policy for other pods', 'payments-batch/settlement-worker', '/spec/podSelector/matchLabels/app.kubernetes.io~1name', 'nobody', 'PT-254 NetworkPolicy/payments-batch/settlement-worker'),
  policy('ingress from every namespace', 'payments-webhook/webhook-ingestion', '/spec/ingress/-', { from: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP', port: 8443 }] }, 'PT-252 NetworkPolicy/payments-webhook/webhook-ingestion'),
  policy('ingress from everybody', 'payments-read/reporting', '/spec/ingress', [{}], 'PT-252 NetworkPolicy/payments-read/reporting'),
  policy('ingress from a whole namespace', 'payments-read/merchant-dashboard', '/spec/ingress/-', { from: [core], ports: [{ protocol: 'TCP', port: 8443 }] }, 'PT-252 NetworkPolicy/payments-read/merchant-dashboard'),
  policy('ingress that is needed', 'payments-edge/api-gateway', '/spec/ingress', [], 'PT-255 NetworkPolicy/payments-edge/api-gateway'),
  policy('a deny that lets something pass', 'payments-analytics/default-deny', '/spec/egress', [{}], 'PT-250 NetworkPolicy/payments-analytics/default-deny'),
  policy('a deny of some pods', 'payments-backoffice/default-deny', '/spec/podSelector', { matchLabels: { 'app.kubernetes.io/name': 'backoffice-api' } }, 'PT-250 NetworkPolicy/payments-backoffice/default-deny'),
  policy('the gate of the platform opened', 'payments-platform/external-secrets', '/spec/ingress/-', { from: [{ namespaceSelector: {} }] }, 'PT-252 NetworkPolicy/payments-platform/external-secrets'),
  made('another policy', ...object('networking.k8s.io/v1', 'NetworkPolicy', 'payments-cde', 'debug', { spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] } }), 'PT-207 NetworkPolicy/payments-cde/debug'),
  made('a policy of a plug-in', ...object('projectcalico.org/v3', 'GlobalNetworkPolicy', null, 'debug', { spec: { egress: [{ action: 'Allow' }] } }), 'PT-207 GlobalNetworkPolicy.v3.projectcalico.org/debug'),
  one('a namespace in another scope', 'Namespace/payments-analytics', '/metadata/labels/payment-topology.dev~1scope', 'cde', 'PT-235 Namespace/payments-analytics'),
  one('a namespace in another segment', 'Namespace/payments-read', '/metadata/labels/payment-topology.dev~1segment', 'core', 'PT-235 Namespace/payments-read'),
  one('a namespace that calls itself another', 'Namespace/payments-batch', '/metadata/labels/kubernetes.io~1metadata.name', 'payments-core', 'PT-265 Namespace/payments-batch'),
  one('a namespace for privileged pods', 'Namespace/payments-cde', '/metadata/labels/pod-security.kubernetes.io~1enforce', 'privileged', 'PT-235 Namespace/payments-cde'),
];

export const PODS: readonly Mutant[] = [
  pod('a pod in the network of its node', 'payments-core/risk', `${POD}/hostNetwork`, true, 'PT-231 Deployment/payments-core/risk'),
  pod('a pod that sees processes of its node', 'payments-core/outbox-relay', `${POD}/hostPID`, true, 'PT-231 Deployment/payments-core/outbox-relay'),
  pod('a folder of the node', 'payments-core/policy', `${POD}/volumes/-`, { name: 'host', hostPath: { path: '/var/run' } }, 'PT-231 Deployment/payments-core/policy'),
  pod('a port of the node', 'payments-core/inquiry-worker', `${CONTAINER}/ports/0/hostPort`, 8443, 'PT-231 Deployment/payments-core/inquiry-worker'),
  pod('a privileged container', 'payments-core/webhook-processor', `${CONTAINER}/securityContext/privileged`, true, 'PT-230 Deployment/payments-core/webhook-processor'),
  pod('another owner', 'payments-core/ledger-posting-worker', '/metadata/ownerReferences', [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'x', uid: '1' }], 'PT-265 Deployment/payments-core/ledger-posting-worker'),
  pod('the secret of another', 'payments-core/payment-core', `${POD}/volumes/-`, { name: 'stolen', secret: { secretName: 'webhook-processor-tls' } }, 'PT-241 Deployment/payments-core/payment-core'),
  pod('the secret of another among projections', 'payments-provider/acquirer-a-adapter', `${POD}/volumes/1/projected/sources/-`, { secret: { name: 'acquirer-b-adapter-secrets' } }, 'PT-280 Deployment/payments-provider/acquirer-a-adapter'),
  pod('a secret in the environment', 'payments-provider/acquirer-b-adapter', `${CONTAINER}/env/-`, { name: 'API_KEY', valueFrom: { secretKeyRef: { name: 'acquirer-b-adapter-secrets', key: 'x' } } }, 'PT-240 Deployment/payments-provider/acquirer-b-adapter'),
  pod('the settings of another', 'payments-batch/payout-worker', `${CONTAINER}/envFrom/0/configMapRef/name`, 'settlement-worker', 'PT-251 Deployment/payments-batch/payout-worker'),
  pod('the account of another', 'payments-batch/settlement-worker', `${POD}/serviceAccountName`, 'payout-worker', 'PT-202 Deployment/payments-batch/settlement-worker'),
  pod('the token of an account', 'payments-batch/reconciliation-worker', `${POD}/volumes/-`, { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }, 'PT-203 Deployment/payments-batch/reconciliation-worker'),
  pod('another repository', 'payments-read/reporting', `${CONTAINER}/image`, exchange('/payments/reporting@', '/payments/notification@'), 'PT-264 Deployment/payments-read/reporting'),
  pod('another registry', 'payments-read/notification', `${CONTAINER}/image`, exchange('111122223333', '999988887777'), 'PT-233 Deployment/payments-read/notification'),
  pod('another digest', 'payments-read/merchant-dashboard', `${CONTAINER}/image`, exchange('sha256:', 'sha256:00'), 'PT-234 Deployment/payments-read/merchant-dashboard'),
  pod('a command', 'payments-backoffice/backoffice-api', `${CONTAINER}/command`, ['sh', '-c', 'nc -l 9999'], 'PT-264 Deployment/payments-backoffice/backoffice-api'),
  pod('another container', 'payments-edge/api-gateway', `${POD}/containers/-`, { name: 'shell', image: 'registry.example/shell@sha256:00' }, 'PT-220 Deployment/payments-edge/api-gateway'),
  pod('a container before all others', 'payments-webhook/webhook-ingestion', `${POD}/initContainers`, [{ name: 'init', image: 'registry.example/init@sha256:00' }], 'PT-230 Deployment/payments-webhook/webhook-ingestion'),
  pod('names that the pod knows better', 'payments-analytics/bi-export', `${POD}/hostAliases`, [{ ip: '10.0.0.1', hostnames: ['x'] }], 'PT-269 Deployment/payments-analytics/bi-export'),
  pod('another resolver', 'payments-analytics/analytics-consumer', `${POD}/dnsPolicy`, 'None', 'PT-269 Deployment/payments-analytics/analytics-consumer'),
  pod('the nodes of the card-data environment', 'payments-analytics/experiment-pipeline', `${POD}/nodeSelector/payment-topology.dev~1pool`, 'cde', 'PT-262 Deployment/payments-analytics/experiment-pipeline'),
  pod('another time of grace', 'payments-cde/token-vault', `${POD}/terminationGracePeriodSeconds`, 1, 'PT-225 Deployment/payments-cde/token-vault'),
  made('a pod', ...object('v1', 'Pod', 'payments-core', 'debug', { spec: { containers: [{ name: 'debug', image: 'registry.example/debug' }] } }), 'PT-200 Pod/payments-core/debug'),
  made('a job of every minute', ...object('batch/v1', 'CronJob', 'payments-batch', 'pay', { spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'pay', image: 'x' }] } } } } } }), 'PT-200 CronJob/payments-batch/pay'),
];

export const SERVICES: readonly Mutant[] = [
  made('a second Service', ...object('v1', 'Service', 'payments-core', 'risk-too', { spec: { selector: { 'app.kubernetes.io/name': 'payment-core' }, ports: [{ port: 8443 }] } }), 'PT-207 Service/payments-core/risk-too'),
  one('a load balancer', 'Service/payments-core/policy', '/spec/type', 'LoadBalancer', 'PT-256 Service/payments-core/policy'),
  one('a port of every node', 'Service/payments-core/payment-core', '/spec/type', 'NodePort', 'PT-256 Service/payments-core/payment-core'),
  one('a name of somebody else', 'Service/payments-provider/acquirer-a-adapter', '/spec', { type: 'ExternalName', externalName: 'example.net' }, 'PT-256 Service/payments-provider/acquirer-a-adapter'),
  one('an external address', 'Service/payments-provider/acquirer-b-adapter', '/spec/externalIPs', ['203.0.113.9'], 'PT-256 Service/payments-provider/acquirer-b-adapter'),
  one('another port', 'Service/payments-provider/bank-payout-adapter', '/spec/ports/0/targetPort', 9090, 'PT-257 Service/payments-provider/bank-payout-adapter'),
  one('a target group for another', 'TargetGroupBinding/payments-edge/api-gateway', '/spec/serviceRef/name', 'backoffice-api', 'PT-258 TargetGroupBinding/payments-edge/api-gateway'),
  one('another target group', 'TargetGroupBinding/payments-backoffice/backoffice-api', '/spec/targetGroupName', 'production-merchant', 'PT-264 TargetGroupBinding/payments-backoffice/backoffice-api'),
  made('an ingress', ...object('networking.k8s.io/v1', 'Ingress', 'payments-core', 'open', { spec: { defaultBackend: { service: { name: 'payment-core', port: { number: 8443 } } } } }), 'PT-207 Ingress/payments-core/open'),
  made('an address without pods', ...object('v1', 'Endpoints', 'payments-core', 'risk', { subsets: [{ addresses: [{ ip: '10.0.0.9' }], ports: [{ port: 8443 }] }] }), 'PT-207 Endpoints.v1/payments-core/risk'),
];

export const SECRETS: readonly Mutant[] = [
  one('the key of another secret', 'ExternalSecret/payments-core/payment-core-secrets', '/spec/data/0/remoteRef/key', 'production/acquirer-a-api-key', 'PT-244 ExternalSecret/payments-core/payment-core-secrets'),
  one('a whole store of secrets', 'ExternalSecret/payments-provider/acquirer-a-adapter-secrets', '/spec/dataFrom', [{ find: { name: { regexp: '.*' } } }], 'PT-244 ExternalSecret/payments-provider/acquirer-a-adapter-secrets'),
  one('the store of secrets of another', 'ExternalSecret/payments-provider/acquirer-b-adapter-secrets', '/spec/secretStoreRef/name', 'acquirer-a-adapter', 'PT-244 ExternalSecret/payments-provider/acquirer-b-adapter-secrets'),
  one('a store with the account of another', 'SecretStore/payments-provider/bank-payout-adapter', '/spec/provider/aws/auth/jwt/serviceAccountRef/name', 'switch-adapter-secrets', 'PT-244 SecretStore/payments-provider/bank-payout-adapter'),
  one('a store in another region', 'SecretStore/payments-cde/token-vault', '/spec/provider/aws/region', 'us-east-1', 'PT-244 SecretStore/payments-cde/token-vault'),
  one('an account with the role of another', 'ServiceAccount/payments-read/notification', '/metadata/annotations/eks.amazonaws.com~1role-arn', 'arn:aws:iam::111122223333:role/production-ap-southeast-3-token-vault', 'PT-202 ServiceAccount/payments-read/notification'),
  made('a secret', ...object('v1', 'Secret', 'payments-core', 'plain', { stringData: { password: 'correct-horse-battery' } }), 'PT-207 Secret/payments-core/plain'),
  one('a private key in settings', 'ConfigMap/payments-edge/api-gateway', '/data/SIGNING', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n', 'PT-243 ConfigMap/payments-edge/api-gateway'),
  one('a card number in settings', 'ConfigMap/payments-webhook/webhook-ingestion', '/data/SAMPLE', '4111 1111 1111 1111', 'PT-246 ConfigMap/payments-webhook/webhook-ingestion'),
  one('a card number with dots', 'ConfigMap/payments-read/reporting', '/data/SAMPLE', '4111.1111.1111.1111', 'PT-246 ConfigMap/payments-read/reporting'),
  one('a card number in base64', 'ConfigMap/payments-read/merchant-dashboard', '/binaryData', { sample: 'NDExMTExMTExMTExMTExMQ==' }, 'PT-246 ConfigMap/payments-read/merchant-dashboard'),
  pod('a card number in an annotation', 'payments-core/risk', '/metadata/annotations/sample', '4111-1111-1111-1111', 'PT-246 Deployment/payments-core/risk'),
  one('a certificate for another', 'Certificate/payments-core/risk-tls', '/spec/dnsNames/-', 'token-vault.payments-cde.svc', 'PT-245 Certificate/payments-core/risk-tls'),
  one('an issuer by another authority', 'ClusterIssuer/payments-internal', '/spec', { selfSigned: {} }, 'PT-245 ClusterIssuer/payments-internal'),
];

export const RBAC: readonly Mutant[] = [
  one('people who do everything', 'ClusterRole/payments-operators-read', '/rules/-', { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, 'PT-279 ClusterRole/payments-operators-read'),
  made('a role that binds', ...object('rbac.authorization.k8s.io/v1', 'ClusterRole', null, 'binder', { rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], verbs: ['bind', 'escalate'] }] }), 'PT-279 ClusterRole/binder'),
  made('a role that enters pods', ...object('rbac.authorization.k8s.io/v1', 'Role', 'payments-core', 'enter', { rules: [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] }] }), 'PT-279 Role/payments-core/enter'),
  one('everybody who logged in', 'RoleBinding/payments-read/payments-operators-read', '/subjects/-', { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:authenticated' }, 'PT-279 RoleBinding/payments-read/payments-operators-read'),
  one('people with the administrator\'s role', 'RoleBinding/payments-core/payments-operators-read', '/roleRef/name', 'cluster-admin', 'PT-279 RoleBinding/payments-core/payments-operators-read'),
  made('people bound in the card-data environment', ...object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'payments-cde', 'operators', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'payments-operators-read' }, subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'payments-operators' }] }), 'PT-279 RoleBinding/payments-cde/operators'),
  made('a binding of the whole cluster', ...object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', null, 'operators', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'payments-operators' }] }), 'PT-279 ClusterRoleBinding/operators'),
  one('tokens of every account', 'Role/payments-provider/secret-sync-tokens', '/rules/0/resourceNames', off, 'PT-279 Role/payments-provider/secret-sync-tokens'),
  one('a token for somebody else', 'RoleBinding/payments-cde/secret-sync-tokens', '/subjects/-', { kind: 'ServiceAccount', name: 'default', namespace: 'payments-analytics' }, 'PT-279 RoleBinding/payments-cde/secret-sync-tokens'),
];

export const ROOM: readonly Mutant[] = [
  one('a host of the store of another', 'ConfigMap/payments-core/risk-endpoints', '/data/STORE_PAYMENTS_HOST', exchange('-payments.', '-ledger.'), 'PT-249 ConfigMap/payments-core/risk-endpoints'),
  one('the role of another', 'ConfigMap/payments-core/policy', '/data/STORE_PAYMENTS_ROLE', 'payment_core', 'PT-249 ConfigMap/payments-core/policy'),
  one('another host of a provider', 'ConfigMap/payments-provider/acquirer-a-adapter-endpoints', '/data/PROVIDER_HOSTS', 'evil.example', 'PT-249 ConfigMap/payments-provider/acquirer-a-adapter-endpoints'),
  one('more connections than planned', 'ConfigMap/payments-core/payment-core', '/data/STORE_PAYMENTS_POOL_SIZE', '5000', 'PT-249 ConfigMap/payments-core/payment-core'),
  one('more pods than the quota holds', 'HorizontalPodAutoscaler/payments-core/risk', '/spec/maxReplicas', 400, 'PT-216 HorizontalPodAutoscaler/payments-core/risk'),
  one('no quota', 'ResourceQuota/payments-provider/segment', '', off, 'PT-260 ResourceQuota/payments-provider/segment'),
  one('a quota with room for load balancers', 'ResourceQuota/payments-edge/segment', '/spec/hard/services.loadbalancers', '3', 'PT-264 ResourceQuota/payments-edge/segment'),
  one('a budget that lets nobody go', 'PodDisruptionBudget/payments-core/policy', '/spec', { minAvailable: '100%', selector: { matchLabels: { 'app.kubernetes.io/name': 'policy' } } }, 'PT-211 PodDisruptionBudget/payments-core/policy'),
  one('a budget of other pods', 'PodDisruptionBudget/payments-core/payment-core', '/spec/selector/matchLabels/app.kubernetes.io~1name', 'nobody', 'PT-210 Deployment/payments-core/payment-core'),
  one('no limits', 'LimitRange/payments-batch/containers', '', off, 'PT-261 LimitRange/payments-batch/containers'),
];

const E = 'payments-data';

/** In an environment whose stores run in the cluster. */
export const STORES: readonly Mutant[] = [
  one('a topic of another for a user', `KafkaUser/${E}/settlement-file-adapter`, '/spec/authorization/acls/-', { resource: { type: 'topic', name: 'ledger.journals', patternType: 'literal' }, operations: ['Write'], host: '*' }, 'PT-275 KafkaUser/payments-data/settlement-file-adapter'),
  one('every topic for a user', `KafkaUser/${E}/bi-export`, '/spec/authorization/acls/0/resource', { type: 'topic', name: '*', patternType: 'literal' }, 'PT-275 KafkaUser/payments-data/bi-export'),
  one('a user without rules', `KafkaUser/${E}/notification`, '/spec/authorization', off, 'PT-275 KafkaUser/payments-data/notification'),
  one('a user with a password', `KafkaUser/${E}/outbox-relay`, '/spec/authentication/type', 'scram-sha-512', 'PT-275 KafkaUser/payments-data/outbox-relay'),
  made('another user', ...object('kafka.strimzi.io/v1', 'KafkaUser', E, 'stranger', { spec: { authentication: { type: 'tls' } } }), 'PT-275 KafkaUser/payments-data/stranger'),
  one('a topic that forgets', `KafkaTopic/${E}/ledger.journals`, '/spec/config/retention.ms', 1000, 'PT-270 KafkaTopic/payments-data/ledger.journals'),
  one('a topic of fewer partitions', `KafkaTopic/${E}/payment.events`, '/spec/partitions', 1, 'PT-270 KafkaTopic/payments-data/payment.events'),
  made('another topic', ...object('kafka.strimzi.io/v1', 'KafkaTopic', E, 'extra', { spec: { topicName: 'extra', partitions: 1, replicas: 1 } }), 'PT-270 KafkaTopic/payments-data/extra'),
  one('a listener of brokers without TLS', `Kafka/${E}/events`, '/spec/kafka/listeners/0/tls', false, 'PT-271 Kafka/payments-data/events'),
  one('a super user', `Kafka/${E}/events`, '/spec/kafka/authorization/superUsers', ['CN=stranger'], 'PT-307 user/events/CN=stranger store/events everything; above every list'),
  one('a role that rules', `DatabaseRole/${E}/ledger-payout-worker`, '/spec/superuser', true, 'PT-276 DatabaseRole/payments-data/ledger-payout-worker'),
  one('a role in another', `DatabaseRole/${E}/payments-risk`, '/spec/inRoles', ['payments_owner'], 'PT-276 DatabaseRole/payments-data/payments-risk'),
  made('another role of a database', ...object('postgresql.cnpg.io/v1', 'DatabaseRole', E, 'ledger-stranger', { spec: { name: 'stranger', login: true, cluster: { name: 'ledger' } } }), 'PT-276 DatabaseRole/payments-data/ledger-stranger'),
  one('logins without a certificate', `Cluster/${E}/ledger`, '/spec/postgresql/pg_hba', ['host all all all trust'], 'PT-272 Cluster/payments-data/ledger'),
  one('a super user of a database', `Cluster/${E}/payments`, '/spec/enableSuperuserAccess', true, 'PT-272 Cluster/payments-data/payments'),
  one('rights of more tables', 'ConfigMap/payments-platform/roles-ledger', '/data', (old: unknown) => mapped(old, text => text.replace('grant select on all tables in schema "ledger" to "reconciliation_worker"', 'grant all on all tables in schema "ledger" to "reconciliation_worker"')), 'PT-274 ConfigMap/payments-platform/roles-ledger'),
  one('the secret of another at its source', 'Role/payments-secret-source/token-vault-secrets', '/rules/0/resourceNames', off, 'PT-279 Role/payments-secret-source/token-vault-secrets'),
  one('brokers that everybody calls', `NetworkPolicy/${E}/events`, '/spec/ingress/-', {}, 'PT-252 NetworkPolicy/payments-data/events'),
];

const mapped = (old: unknown, change: (text: string) => string): Json => Object.fromEntries(Object.entries(old as Record<string, string>).map(([key, text]) => [key, change(text)]));

