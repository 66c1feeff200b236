/** Who may publish and consume: statements of IAM where AWS runs Kafka, users with lists where Strimzi does. */
import type { KubernetesObject } from '../../reach/kubernetes/objects.ts';
import type { Right } from '../words.ts';
import type { Grant } from './grants.ts';
import { mskRights } from './msk.ts';
import type { IamFiles } from './roles.ts';
import type { StatedRight } from './stated.ts';
import { joined } from './stated.ts';
import { strimziRights } from './strimzi.ts';

interface Sources {
  readonly objects: readonly KubernetesObject[];
  readonly iam: IamFiles;
  readonly grants: readonly Grant[];
  /** Who holds the certificates that operators issue. */
  readonly mounts: readonly Right[];
}

export const kafkaRights = ({ objects, iam, grants, mounts }: Sources): readonly Right[] =>
  inWords([...mskRights(iam, grants), ...strimziRights(objects, mounts, iam.topology)]);

/** What actions on one thing come to together; what is left over keeps its name. */
const WORDS: readonly (readonly [target: RegExp, word: string, actions: readonly string[]])[] = [
  [/^topic\//, 'declare', ['AlterTopic', 'AlterTopicDynamicConfiguration', 'CreateTopic', 'DescribeTopic', 'DescribeTopicDynamicConfiguration']],
  [/^topic\//, 'publish', ['DescribeTopic', 'WriteData']],
  [/^topic\//, 'consume', ['DescribeTopic', 'ReadData']],
  [/^group\//, 'consume in', ['AlterGroup', 'DescribeGroup']],
  [/^transactions\//, 'publish in', ['AlterTransactionalId', 'DescribeTransactionalId']],
  [/^store\//, 'connect', ['Connect', 'DescribeCluster']],
  [/^store\//, 'publish once', ['WriteDataIdempotently']],
];

const inWords = (rights: readonly StatedRight[]): readonly Right[] => joined('Kafka access', rights).map(right => {
  const fitting = WORDS.filter(([target, , actions]) => target.test(right.target) && actions.every(action => right.actions.includes(action)));
  const said = new Set(fitting.flatMap(([, , actions]) => actions));
  const actions = [...fitting.map(([, word]) => word), ...right.actions.filter(action => !said.has(action))].sort();
  return { ...right, actions, says: `${right.holder} may ${actions.join(', ')} ${right.target}` };
});
