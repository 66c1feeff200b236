import { describe, expect, it } from 'vitest';
import { PRIMARY, STANDBY, topologyOf } from '../reference.ts';
import { rendered } from './rendered.ts';

const topology = topologyOf('production', PRIMARY);
const primary = rendered('registry', topology);
const standby = rendered('registry', topologyOf('production', STANDBY));

describe('the registry', () => {
  it('has a repository for every image that a manifest names, in both regions', () => {
    for (const stack of [primary, standby]) {
      const names = Object.values(stack.all('aws_ecr_repository')).map(repository => repository.name as string);
      const images = [...Object.values(topology.workloads), ...Object.values(topology.jobs)].map(({ image }) => `payments/${image.repository}`);
      expect(images.filter(image => !names.includes(image))).toEqual([]);
      expect(names).toContain('payments/mirror/external-secrets');
    }
  });

  it('keeps what a tag says, looks at what is pushed, and encrypts with the key of images', () => {
    for (const repository of Object.values(primary.all('aws_ecr_repository'))) {
      expect(repository).toMatchObject({
        image_tag_mutability: 'IMMUTABLE', image_scanning_configuration: { scan_on_push: true }, force_delete: false,
        encryption_configuration: [{ encryption_type: 'KMS', kms_key: '${data.terraform_remote_state.remote_keys.outputs.key_images}' }],
      });
    }
  });

  it('removes only images that no tag names', () => {
    for (const { policy } of Object.values(primary.all('aws_ecr_lifecycle_policy'))) {
      expect((JSON.parse(policy) as { rules: { selection: { tagStatus: string } }[] }).rules.map(rule => rule.selection.tagStatus)).toEqual(['untagged']);
    }
  });

  it('copies from the primary to the standby, and not back', () => {
    expect(primary.one('aws_ecr_replication_configuration.replication').replication_configuration.rule[0]).toEqual({
      destination: [{ region: STANDBY, registry_id: '111122223333' }], repository_filter: [{ filter: 'payments/', filter_type: 'PREFIX_MATCH' }],
    });
    expect(standby.all('aws_ecr_replication_configuration')).toEqual({});
  });
});
