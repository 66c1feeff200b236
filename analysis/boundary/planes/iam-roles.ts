/** Who may take which role, as the topology means it: pods, the secret sync in somebody's name, AWS itself, people and pipelines. */
import type { Topology } from '../../../model/index.ts';
import { secretAccountOf } from '../../../model/index.ts';
import { apisOf } from './iam-machines.ts';
import { addonsWithRole, keptSecrets, managedDatabases, managedKafka, OUTSIDERS, OWN_ACCOUNT, OWN_POLICY, readerOf, withRole } from './iam-words.ts';
import type { Fact } from './rows.ts';

export const declaredTrust = (topology: Topology): readonly Fact[] => [
  ...withRole(topology).map(({ key, name }) => byPod(key, name, `${key.replace('/', ' ')} › awsIdentity`)),
  ...Object.values(topology.components).filter(component => apisOf(component, topology).length > 0).map(({ name }) => byPod(`component/${name}`, name, `component ${name} › awsApis`)),
  ...addonsWithRole(topology).map(({ holder, name }) => byPod(holder, name, `add-on ${name}`)),
  ...[...new Set(keptSecrets(topology).flatMap(({ holders }) => holders))].map((holder): Fact => ({
    from: readerOf(holder, topology), to: `role/${secretAccountOf(holder)}`, actions: ['sts:AssumeRoleWithWebIdentity'], when: ['for sts.amazonaws.com', OWN_POLICY], because: `secrets of ${holder}`,
  })),
  ...byServices(topology),
  ...OUTSIDERS.map(({ from, role }): Fact => ({ from, to: `role/${role}`, actions: ['sts:AssumeRole'], when: [OWN_POLICY], because: 'who enters the cluster from outside' })),
];

const byPod = (holder: string, role: string, because: string): Fact =>
  ({ from: holder, to: `role/${role}`, actions: ['sts:AssumeRole', 'sts:TagSession'], when: ['from this cluster', OWN_ACCOUNT, OWN_POLICY], because });

/** Roles that AWS takes to do its part; nodes are many accounts' business, every other service acts for this account alone. */
const byServices = (topology: Topology): readonly Fact[] => {
  const { role, counterpart } = topology.region;
  const services = [
    ['cluster', 'eks'], ['flow-logs', 'vpc-flow-logs'], ['trail', 'cloudtrail'], ...(managedDatabases(topology).length > 0 ? [['backup', 'backup']] : []),
    ...(role === 'primary' && counterpart !== null ? [['replication', 's3']] : []),
    ...(role === 'standby' ? managedKafka(topology).map(({ name }) => [`${name}-replicator`, 'kafka']) : []),
  ];
  return [
    { from: 'aws/ec2.amazonaws.com', to: 'role/node', actions: ['sts:AssumeRole'], when: [OWN_POLICY], because: 'nodes' },
    ...services.map(([name = '', service = '']): Fact => ({ from: `aws/${service}.amazonaws.com`, to: `role/${name}`, actions: ['sts:AssumeRole'], when: [OWN_ACCOUNT, OWN_POLICY], because: `${name} of the region` })),
  ];
};
