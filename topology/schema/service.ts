import { z } from 'zod';
import { type CallSpec, type LeaseSpec, ROUTE_NAMES, SEGMENT_NAMES, type ServiceSpec, type StoreUseSpec } from '../../model/index.ts';
import { count, cpu, dataClass, inputName, memory, modes, name, port, strict, text, tier, why } from './primitives.ts';

const call = strict<CallSpec>()({
  to: name, port: z.string().optional(), why, data: dataClass.optional(), timeout: z.union([inputName, count]).optional(), optional: z.boolean().optional(),
});

const storeUse = strict<StoreUseSpec>()({
  name, access: z.enum(['read-write', 'append', 'read-only']), endpoint: z.enum(['primary', 'replica']).optional(), why, hold: inputName.optional(),
  role: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'a PostgreSQL role name').optional(),
});

const lease = strict<LeaseSpec>()({ name, why, ttlSeconds: count, renewSeconds: count });

export const serviceSchema = strict<ServiceSpec>()({
  name, summary: text, owner: name, tier, segment: z.enum(SEGMENT_NAMES),
  shape: z.enum(['api', 'worker', 'connection']).optional(),
  ports: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,13}[a-z0-9]$/, 'a port name of at most 15 lower-case characters'), port).optional(),
  load: strict<ServiceSpec['load']>()({
    flow: z.string(), share: inputName.optional(), perReplica: z.union([inputName, z.number().positive('more than 0')]), handling: inputName.optional(),
  }),
  graceSeconds: count.optional(),
  resources: z.union([z.string(), z.strictObject({ cpu, memory })]),
  calls: z.array(call).optional(), stores: z.array(storeUse).optional(),
  publishes: z.array(z.string()).optional(), consumes: z.array(z.string()).optional(),
  objects: z.array(z.strictObject({ name, access: z.enum(['write', 'read', 'read-write']), why })).optional(),
  secrets: z.array(name).optional(), provider: name.optional(), money: z.enum(['moves', 'decides', 'none']).optional(),
  lease: lease.optional(), route: z.strictObject({ name: z.enum(ROUTE_NAMES), port: z.string() }).optional(),
  commands: z.boolean().optional(), kubernetesApi: why.optional(),
  awsApis: z.array(z.strictObject({ api: z.string(), why })).optional(),
  modes, only: z.literal('lower').optional(),
});
