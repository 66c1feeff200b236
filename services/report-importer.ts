import { defineService } from '../model/index.ts';

export const reportImporter = defineService({
  name: 'report-importer',
  summary: 'Parses files of providers and banks into records that can be matched.',
  owner: 'team-settlement',
  tier: 2,
  segment: 'batch',
  load: { flow: 'report-row', perReplica: 'importPerReplica', handling: 'batchHandling' },
  resources: 'medium',
  stores: [{ name: 'payments', access: 'append', hold: 'batchConnectionHold', why: 'source records of reconciliation' }],
  objects: [{ name: 'settlement-files', access: 'read', why: 'files as received' }],
  lease: { name: 'report-import', ttlSeconds: 60, renewSeconds: 15, why: 'a file is imported by one worker' },
});
