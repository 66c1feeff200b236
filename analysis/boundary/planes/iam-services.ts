/** What services and jobs may do with their roles: objects, keys, and the secrets that are read in their name. */
import type { Topology } from '../../../model/index.ts';
import { callersOfKeys, keptObjects, keptSecrets, readerOf, readersOf, through, USE_DIRECTLY, writersOf } from './iam-words.ts';
import type { Fact } from './rows.ts';

export const declaredServices = (topology: Topology): readonly Fact[] => [
  ...keptObjects(topology).flatMap(store => {
    const said = { to: `objects/${store.name}`, because: `objects ${store.name} › users` };
    const key = { to: `key/${store.key}`, when: [through('s3')], because: said.because };
    return [
      ...writersOf(store, topology).map(service => `workload/${service}`).flatMap((from): readonly Fact[] => [
        { ...said, from, actions: ['s3:PutObject'] },
        // S3 itself reads the parts of a large upload, to put them together.
        { ...key, from, actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
      ]),
      ...readersOf(store).map(service => `workload/${service}`).flatMap((from): readonly Fact[] => [
        { ...said, from, actions: ['s3:ListBucket'], when: ['the bucket itself'] },
        { ...said, from, actions: ['s3:GetObject', 's3:GetObjectVersion'] },
        { ...key, from, actions: ['kms:Decrypt'] },
      ]),
    ];
  }),
  ...callersOfKeys(topology).map(({ service, key }): Fact => ({ from: `workload/${service}`, to: `key/${key}`, actions: USE_DIRECTLY, because: `service ${service} › awsApis` })),
  ...keptSecrets(topology).flatMap(({ name, key, holders }) => holders.flatMap((holder): readonly Fact[] => [
    { from: readerOf(holder, topology), to: `secret/${name}`, actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], because: `secret ${name} › holders` },
    { from: readerOf(holder, topology), to: `key/${key}`, actions: ['kms:Decrypt'], when: [through('secretsmanager')], because: `secret ${name} › holders` },
  ])),
];
