/** Problems of what people wrote, and findings about what was emitted: one shape, one printed form. */

/** Where a person edits: the noun and its name, then the path inside. `bin` adds the file. */
export interface Place {
  /** `service`, `store`, `topic`, `provider`, `secret`, `component`, `environment`, `flow`, `input`, … */
  readonly noun: string;
  readonly name: string;
  /** `calls[0]`, `regions[1].cidr`; empty for the whole. */
  readonly path: string;
}

export interface Problem {
  readonly code: ProblemCode;
  readonly at: Place;
  /** What was seen, in lower case, no full stop. */
  readonly saw: string;
  /** What is wanted. */
  readonly want: string;
}

/** Every PT-1xx code with the rule it names. `docs/rules.md` is generated from this. */
export const PROBLEMS = {
  'PT-100': 'what is written has the shape that the schema asks for',
  'PT-101': 'every name that is used exists',
  'PT-102': 'names and ports are unique',
  'PT-103': 'a tier 0 or 1 service never waits for tier 3 or 4, not even through others',
  'PT-104': 'services do not wait for each other in a circle',
  'PT-105': 'a worker that moves money has a lease, and its time-to-live is more than three renewals',
  'PT-106': 'provider credentials are held by the adapter of that provider alone',
  'PT-107': 'no two services share a database role',
  'PT-108': 'a service that decides about money reads primaries only',
  'PT-109': 'a service that the internet reaches has no database',
  'PT-110': 'the backoffice never shares a route with merchants',
  'PT-111': 'an adapter states its connectivity: hosts or addresses, timeouts and limits of every operation',
  'PT-112': 'addresses of regions, environments, providers, segments, zones and stores never overlap',
  'PT-113': 'a topic has a key and survives a broker without losing what it acknowledged',
  'PT-114': 'a grace period is longer than the longest call in flight',
  'PT-115': 'all connections together fit the database',
  'PT-116': 'a lower environment has no production data, endpoint or snapshot',
  'PT-117': 'exactly one region is writable, and its standby is at most as large',
  'PT-118': 'a lease has one owner',
  'PT-119': 'the card vault and what belongs to it exist in vault mode only',
  'PT-120': 'a scarce pool is never held across a provider call',
  'PT-121': 'a segment reaches outside, and is reached, only as its row of the segment table says',
  'PT-122': 'partitions carry the peak of their flow',
  'PT-123': 'the calls of all replicas together fit the limits of the provider',
  'PT-124': 'every waiver names a known rule and environment, and has owner, reason, ticket and expiry',
  'PT-125': 'every environment has a cloud account of its own',
  'PT-126': 'zones belong to their region, and real money has three of them',
  'PT-127': 'every secret, store, topic and provider that is declared is used',
  'PT-128': 'addresses and host names are of the kind that their place asks for: private for a region, public for whoever is reached over the internet',
  'PT-129': 'evidence is kept as long as its data class asks for',
  'PT-130': 'every route has a host name of its own, inside the zone of its environment',
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** The one finding that is not about what files say, but about whose they are. */
export const FILES_RULE = {
  code: 'PT-290',
  title: 'every file is what its topology.json renders',
  whatToDo: 'Change the catalog or the environment and synthesize; files are never edited by hand. Tools of another version render other bytes: check with the version that wrote.',
} as const;
