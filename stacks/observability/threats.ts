/** GuardDuty: reads the cluster's audit log, what runs in its nodes, database logins and object access, and says what looks like an attack. */
import { GuarddutyDetector } from '@cdktf/provider-aws/lib/guardduty-detector/index.js';
import { GuarddutyDetectorFeature } from '@cdktf/provider-aws/lib/guardduty-detector-feature/index.js';
import type { Topology } from '../../model/index.ts';
import type { TerraformStack } from '../stack.ts';
import { named, snake, tags } from '../stack.ts';

const FEATURES = ['EBS_MALWARE_PROTECTION', 'EKS_AUDIT_LOGS', 'RDS_LOGIN_EVENTS', 'S3_DATA_EVENTS'] as const;

/** One detector an account and region, so an environment has an account of its own. */
export const threatDetection = (stack: TerraformStack, topology: Topology): void => {
  const detector = new GuarddutyDetector(stack, 'detector', { enable: true, findingPublishingFrequency: 'FIFTEEN_MINUTES', tags: tags(named(topology, 'detector')) });
  for (const name of FEATURES) new GuarddutyDetectorFeature(stack, snake('detector', name), { detectorId: detector.id, name, status: 'ENABLED' });
  new GuarddutyDetectorFeature(stack, 'detector_runtime', {
    detectorId: detector.id, name: 'RUNTIME_MONITORING', status: 'ENABLED', additionalConfiguration: [{ name: 'EKS_ADDON_MANAGEMENT', status: 'ENABLED' }],
  });
};
