/**
 * Container images: a private cluster pulls from here or not at all.
 *
 * A repository for each image of ours and one for each component that others publish, into which a pipeline mirrors its
 * images: a pull-through cache would need a way to the internet. The primary replicates what is pushed; the standby has its
 * own repositories under its own key, so its nodes start when the primary region is gone.
 */
import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js';
import { EcrReplicationConfiguration } from '@cdktf/provider-aws/lib/ecr-replication-configuration/index.js';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository/index.js';
import type { Topology } from '../model/index.ts';
import type { Build } from './stack.ts';
import { accountOf, byCodePoint, json, named, output, remote, snake, tags } from './stack.ts';

/** Days until an image that no tag names is removed; what runs has a tag, and tags are immutable. */
const UNTAGGED_DAYS = 14;

export const registry: Build = (stack, topology) => {
  const kmsKey = remote(stack, topology, 'keys').string('key_images');
  for (const name of repositoriesOf(topology)) {
    const repository = new EcrRepository(stack, snake('repository', name), {
      name: `${pathOf(topology)}/${name}`, imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: 'KMS', kmsKey }], forceDelete: false, tags: tags(named(topology, name.replaceAll('/', '-'))),
      lifecycle: { preventDestroy: true },
    });
    new EcrLifecyclePolicy(stack, snake('lifecycle', name), {
      repository: repository.name,
      policy: json({ rules: [{
        rulePriority: 1, description: 'Images that no tag names',
        selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: UNTAGGED_DAYS }, action: { type: 'expire' },
      }] }),
    });
    output(stack, `repository_${name}`, repository.repositoryUrl);
  }
  const { counterpart, role } = topology.region;
  if (counterpart !== null && role === 'primary') {
    new EcrReplicationConfiguration(stack, 'replication', {
      replicationConfiguration: { rule: [{
        destination: [{ region: counterpart.name, registryId: accountOf(topology) }],
        repositoryFilter: [{ filter: `${pathOf(topology)}/`, filterType: 'PREFIX_MATCH' }],
      }] },
    });
  }
};

/** Repositories below the registry's path: ours by name, mirrored ones by component. */
const repositoriesOf = (topology: Topology): readonly string[] => [...new Set([
  ...[...Object.values(topology.workloads), ...Object.values(topology.jobs)].map(({ image }) => image.repository),
  ...Object.values(topology.components).filter(({ install }) => install.kind === 'helm').map(({ name }) => `mirror/${name}`),
])].sort(byCodePoint);

/** `payments` of `111122223333.dkr.ecr.ap-southeast-3.amazonaws.com/payments`. */
const pathOf = (topology: Topology): string => topology.environment.registry.split('/').slice(1).join('/');
