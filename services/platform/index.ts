/**
 * Components that others publish. This catalog places and isolates them and makes their conversations edges; the charts and
 * add-ons themselves are prerequisites (`prerequisites.json`).
 */
import { defineComponent } from '../../model/index.ts';

const owner = 'team-platform';

export const components = [
  defineComponent({
    name: 'dns', summary: 'Names of services', owner, tier: 1, namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: { dns: 53 },
    install: { kind: 'eks-addon', source: 'coredns', version: 'v1.12.4-eksbuild.1' },
    calledByAll: { port: 'dns', protocols: ['UDP', 'TCP'], encryption: 'none', why: 'resolve names; answers longer than a datagram need TCP' },
    kubernetesApi: 'watches services and endpoints',
  }),
  defineComponent({
    name: 'metrics-server', summary: 'CPU and memory for the autoscaler', owner, tier: 2, namespace: 'kube-system', labels: { 'app.kubernetes.io/name': 'metrics-server' },
    ports: { https: 10_251 }, install: { kind: 'eks-addon', source: 'metrics-server', version: 'v0.8.0-eksbuild.2' },
    calledByControlPlane: [{ port: 'https', why: 'aggregated metrics API, read by the autoscaler' }],
    callsNodes: { port: 10_250, why: 'reads the use of each pod from kubelet' }, kubernetesApi: 'lists nodes and pods',
  }),
  defineComponent({
    name: 'aws-ebs-csi-driver', summary: 'Makes and attaches the volumes of stores and of metrics', owner, tier: 2, namespace: 'kube-system', when: 'aws',
    labels: { 'app.kubernetes.io/name': 'aws-ebs-csi-driver' }, ports: { health: 9_808 }, install: { kind: 'eks-addon', source: 'aws-ebs-csi-driver', version: 'v1.51.0-eksbuild.1' },
    kubernetesApi: 'watches claims', awsApis: [{ api: 'ec2', why: 'makes and attaches volumes' }],
  }),
  defineComponent({
    name: 'load-balancer-controller', summary: 'Registers pods with the target groups that Terraform made', owner, tier: 1, when: 'aws',
    labels: { 'app.kubernetes.io/name': 'aws-load-balancer-controller' }, ports: { webhook: 9_443 },
    install: { kind: 'helm', source: 'aws-load-balancer-controller', version: '1.14.0' }, crds: ['targetgroupbindings.elbv2.k8s.aws'],
    calledByControlPlane: [{ port: 'webhook', why: 'validates target group bindings' }], kubernetesApi: 'watches bindings, services and endpoints',
    awsApis: [{ api: 'elasticloadbalancing', why: 'registers targets' }, { api: 'ec2', why: 'reads subnets and groups' }],
  }),
  defineComponent({
    name: 'external-secrets', summary: 'Copies each secret to the one workload that may hold it', owner, tier: 1,
    labels: { 'app.kubernetes.io/name': 'external-secrets' }, ports: { webhook: 10_250 },
    install: { kind: 'helm', source: 'external-secrets', version: '2.9.0' },
    crds: ['externalsecrets.external-secrets.io', 'secretstores.external-secrets.io'],
    calledByControlPlane: [{ port: 'webhook', why: 'validates secret stores' }], kubernetesApi: 'watches external secrets, writes secrets, asks for tokens',
    awsApis: [{ api: 'secretsmanager', why: 'reads secrets with the role of each workload' }, { api: 'sts', why: 'takes on the role of each workload' }],
  }),
  defineComponent({
    name: 'cert-manager', summary: 'Issues and renews the certificates of workloads', owner, tier: 1,
    labels: { 'app.kubernetes.io/instance': 'cert-manager' }, ports: { webhook: 10_260 },
    install: { kind: 'helm', source: 'cert-manager', version: '1.21.1' }, crds: ['certificates.cert-manager.io', 'clusterissuers.cert-manager.io'],
    calledByControlPlane: [{ port: 'webhook', why: 'validates certificates' }], kubernetesApi: 'watches certificates, writes their secrets',
  }),
  defineComponent({
    name: 'cluster-autoscaler', summary: 'Adds and removes nodes of a pool', owner, tier: 2, when: 'aws',
    labels: { 'app.kubernetes.io/name': 'aws-cluster-autoscaler' }, ports: { metrics: 8_085 },
    install: { kind: 'helm', source: 'cluster-autoscaler', version: '9.52.1' }, kubernetesApi: 'sees pods that do not fit',
    awsApis: [{ api: 'autoscaling', why: 'sets the size of a node group' }, { api: 'ec2', why: 'reads instance types' }, { api: 'eks', why: 'reads node groups' }],
  }),
  defineComponent({
    name: 'telemetry', summary: 'Takes logs and traces, redacts them and forwards them', owner, tier: 3,
    labels: { 'app.kubernetes.io/name': 'opentelemetry-collector' }, ports: { otlp: 4_317 },
    install: { kind: 'helm', source: 'opentelemetry-collector', version: '0.138.0' },
    calledByAll: { port: 'otlp', protocols: ['TCP'], encryption: 'tls', why: 'logs and traces without payload' },
    awsApis: [{ api: 'logs', why: 'writes to the log groups of each sensitivity' }],
  }),
  defineComponent({
    name: 'metrics', summary: 'Collects metrics and evaluates alerts', owner, tier: 3, labels: { 'app.kubernetes.io/name': 'prometheus' }, ports: { https: 9_091 },
    install: { kind: 'helm', source: 'kube-prometheus-stack', version: '79.5.0' }, crds: ['prometheusrules.monitoring.coreos.com'],
    callsAll: { port: 'management', why: 'reads metrics' }, kubernetesApi: 'finds pods',
  }),
  defineComponent({
    name: 'postgres-operator', summary: 'Runs PostgreSQL where AWS does not', owner: 'team-data', tier: 1, when: 'cloudnative-pg',
    labels: { 'app.kubernetes.io/name': 'cloudnative-pg' }, ports: { webhook: 9_443 },
    install: { kind: 'helm', source: 'cloudnative-pg', version: '1.30.0' },
    crds: ['clusters.postgresql.cnpg.io', 'databaseroles.postgresql.cnpg.io', 'scheduledbackups.postgresql.cnpg.io'],
    calledByControlPlane: [{ port: 'webhook', why: 'validates clusters' }], kubernetesApi: 'watches clusters, promotes a replica',
    callsStores: { binding: 'cloudnative-pg', ports: [8_000, 5_432], why: 'asks instances for their state and manages roles' },
  }),
  defineComponent({
    name: 'kafka-operator', summary: 'Runs Kafka where AWS does not', owner: 'team-data', tier: 1, when: 'strimzi',
    labels: { 'strimzi.io/kind': 'cluster-operator' }, ports: { http: 8_080 },
    install: { kind: 'helm', source: 'strimzi-kafka-operator', version: '1.2.0' },
    crds: ['kafkas.kafka.strimzi.io', 'kafkanodepools.kafka.strimzi.io', 'kafkatopics.kafka.strimzi.io', 'kafkausers.kafka.strimzi.io'],
    kubernetesApi: 'watches clusters, topics and users',
    callsStores: { binding: 'strimzi', ports: [9_090, 9_091, 8_443], why: 'rolls brokers and manages topics and users' },
  }),
];
