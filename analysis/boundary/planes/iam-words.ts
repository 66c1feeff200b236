/** Words that declared statements share: how they are narrowed, and the sets of actions that go together. */
import type { Topology } from '../../../model/index.ts';
import { OPERATORS, prefixOf, secretAccountOf } from '../../../model/index.ts';

/** Of a row that stands on what it protects. */
export const OWN_POLICY = 'in its own policy';
export const OWN_ACCOUNT = 'of this account';
export const through = (...services: readonly string[]): string => `through ${[...services].sort().join(' or ')}`;

/** What somebody needs of a key to use it, and to use it without a service in between. */
export const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*'];
export const USE_DIRECTLY = [...USE, 'kms:ReEncrypt*'];

export const accountIn = ({ environment: { cloud } }: Topology): string => (cloud.kind === 'aws' ? cloud.account : '');
export const prefixIn = ({ environment, region }: Topology): string => prefixOf(environment.name, region.name);

interface Principal {
  /** `workload/payment-core` */
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
}

const principals = ({ workloads, jobs }: Topology): readonly (Principal & { readonly awsIdentity: boolean })[] => [
  ...Object.values(workloads).map(({ name, namespace, awsIdentity }) => ({ key: `workload/${name}`, name, namespace, awsIdentity })),
  ...Object.values(jobs).map(({ name, namespace, awsIdentity }) => ({ key: `job/${name}`, name, namespace, awsIdentity })),
];

/** Services and jobs with a role of their own. */
export const withRole = (topology: Topology): readonly Principal[] => principals(topology).filter(({ awsIdentity }) => awsIdentity);

/** The machine that reads secrets in the name of a service or job: an account that no pod runs as. */
export const readerOf = (holder: string, topology: Topology): string => {
  const found = principals(topology).find(({ name }) => name === holder);
  return `machine/${found?.namespace ?? ''}/${secretAccountOf(holder)}`;
};

/** Secrets that the manager of AWS keeps. */
export const keptSecrets = ({ environment, secrets }: Topology) => (environment.bindings.secrets === 'aws' ? Object.values(secrets) : []);
/** Stores of objects, and of databases and topics, that AWS runs. */
export const keptObjects = ({ environment, objects }: Topology) => (environment.bindings.objects === 's3' ? Object.values(objects) : []);
export const managedDatabases = ({ postgres }: Topology) => Object.values(postgres).filter(({ binding }) => binding === 'aurora');
export const managedKafka = ({ kafka }: Topology) => Object.values(kafka).filter(({ binding }) => binding === 'msk');

/** Services that may add to a store in this region, and those that may read it. */
export const writersOf = ({ users, writableIn }: Topology['objects'][string], { region }: Topology): readonly string[] =>
  (region.fenced && writableIn === 'primary' ? [] : users.filter(({ access }) => access !== 'read').map(({ service }) => service));
export const readersOf = ({ users }: Topology['objects'][string]): readonly string[] => users.filter(({ access }) => access !== 'write').map(({ service }) => service);

/** Services that call KMS themselves, with the key of each database they keep ciphertext in. */
export const callersOfKeys = (topology: Topology) => Object.values(topology.workloads).filter(({ awsApis }) => awsApis.includes('kms'))
  .flatMap(({ name, stores }) => managedDatabases(topology).filter(store => stores.some(use => use.store === store.name)).map(store => ({ service: name, key: store.key })));

/** People and pipelines that enter the cluster, by the role of this region that they take. */
export const OUTSIDERS = [
  { from: 'machine/payments-pipeline-bootstrap', role: 'bootstrap' }, { from: 'machine/payments-pipeline-deploy', role: 'deploy' }, { from: `person/${OPERATORS}`, role: 'operators' },
] as const;

/** Add-ons that every cluster has; one that the catalog lists too is known by its name there. */
export const addonsWithRole = ({ components }: Topology): readonly { readonly holder: string; readonly name: string }[] => ['vpc-cni', 'aws-ebs-csi-driver'].map(name => {
  const listed = Object.values(components).find(({ install }) => install.kind === 'eks-addon' && install.source === name);
  return { name, holder: listed === undefined ? `addon/${name}` : `component/${listed.name}` };
});
