import { z } from 'zod';
import { CARD_DATA_MODES, type EnvironmentSpec, type RegionEndpoints, type RegionSpec, ROUTE_NAMES, type WaiverSpec } from '../../model/index.ts';
import { cidr, count, host, isoDate, name, named, ratio, strict, text, why } from './primitives.ts';

const region = strict<RegionSpec>()({
  name: named(/^[a-z][a-z0-9-]{0,18}[a-z0-9]$/, 'a region name'), role: z.enum(['primary', 'standby']),
  zones: z.array(name).refine(zones => zones.length === 1 || zones.length === 3, 'one zone or three zones'),
  cidr: cidr.refine(block => block.endsWith('/16'), 'a /16 block'), scale: ratio.optional(),
});

const endpoints = strict<RegionEndpoints>()({
  postgres: z.record(z.string(), z.strictObject({ primary: host, replica: host })).optional(), kafka: z.array(host).min(1, 'at least one bootstrap host').optional(),
});

export const environmentSchema = strict<EnvironmentSpec>()({
  name: named(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/, 'a name of 2 to 12 lower-case letters, digits and dashes'),
  purpose: text, data: z.enum(['real', 'masked', 'synthetic', 'fixtures']), cardData: z.enum(CARD_DATA_MODES).optional(),
  providers: z.enum(['live', 'test', 'simulator']),
  cloud: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('aws'), account: z.string().regex(/^\d{12}$/, 'an account of 12 digits'),
      stateBucket: z.string().regex(/^[a-z0-9][a-z0-9-]{1,40}[a-z0-9]$/, 'a bucket name of at most 42 characters'),
    }),
    z.strictObject({ kind: z.literal('existing'), apiServer: cidr }),
  ]),
  kubernetes: z.string().regex(/^1\.\d\d$/, "a minor version such as '1.34'"),
  cni: z.strictObject({ kind: z.enum(['vpc-cni', 'cilium', 'calico']), enforces: z.literal(true, 'true: without enforcement a network policy is decoration') }),
  bindings: z.strictObject({
    postgres: z.enum(['aurora', 'cloudnative-pg']), kafka: z.enum(['msk', 'strimzi']), secrets: z.enum(['aws', 'kubernetes']), objects: z.enum(['s3', 'none']),
  }),
  regions: z.array(region).min(1, 'at least one region').max(2, 'a primary and at most one standby'),
  loadScale: ratio.optional(), lockDays: count.optional(), nodeType: z.string(), registry: z.string().regex(/^[a-z0-9.{}-]+(\/[a-z0-9._-]+)*$/, 'a registry host and path without scheme'),
  images: z.record(z.string(), z.string().regex(/^sha256:[0-9a-f]{64}$/, "a digest 'sha256:' and 64 hexadecimal digits")),
  endpoints: z.record(z.string(), endpoints).optional(),
  hosts: z.strictObject(Object.fromEntries(ROUTE_NAMES.map(route => [route, host])) as Record<(typeof ROUTE_NAMES)[number], typeof host>),
  dnsZone: host, operators: z.array(cidr).min(1, 'at least one network'), pipelines: z.array(cidr).min(1, 'at least one network'),
  restoreFrom: z.strictObject({ environment: z.string(), backup: text, masked: z.boolean() }).optional(),
});

export const waiverSchema = strict<WaiverSpec>()({
  code: z.string().regex(/^PT-\d{3}$/, "a code such as 'PT-214'"), object: text, environment: z.string(), owner: name, reason: why, ticket: text, expires: isoDate,
});
