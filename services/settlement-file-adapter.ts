import { defineService } from '../model/index.ts';

export const settlementFileAdapter = defineService({
  name: 'settlement-file-adapter',
  summary: 'Fetches and delivers settlement files over SFTP, each exactly once.',
  owner: 'team-settlement',
  tier: 1,
  segment: 'provider',
  provider: 'settlement-files',
  load: { flow: 'report-row', perReplica: 'importPerReplica', handling: 'batchHandling' },
  resources: 'small',
  money: 'moves',
  objects: [
    { name: 'settlement-files', access: 'read-write', why: 'files as sent and as received' },
    { name: 'evidence', access: 'write', why: 'fingerprints and directory listings' },
  ],
  publishes: ['settlement.batches'],
  secrets: ['settlement-sftp-key'],
  lease: { name: 'settlement-files', ttlSeconds: 60, renewSeconds: 15, why: 'a file is sent by one sender' },
});
