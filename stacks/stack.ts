/**
 * The base of every stack, and the only file that imports cdktf itself: everything else takes its words from here, so a move
 * to CDK Terrain is one import away.
 *
 * Stacks stand under a plain root construct and are rendered to objects: no `App`, no folders, no environment variables. A
 * token that crosses two stacks throws, which is wanted: what one stack tells another is a name computed from the topology
 * or a named output read through the remote state of the same region.
 */
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { DataTerraformRemoteStateS3, S3Backend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { RootConstruct } from 'constructs';
import type { KeyName, StackName, Topology } from '../model/index.ts';
import { LABEL, prefixOf, stackNameOf } from '../model/index.ts';
import type { StackFile } from './stack-file.ts';

export type { ITerraformDependable } from 'cdktf';
export { Fn, TerraformLocal, TerraformStack, TerraformVariable, Token } from 'cdktf';

/** Version of cdktf that the JSON says it was made with; a test compares it with the installed package. */
export const CDKTF_VERSION = '0.21.0';

/** Lock files in the bucket came with 1.10, write-only arguments with 1.11. */
const LEAST_TERRAFORM = '>= 1.11.0';

/** Fills an empty stack. Resources are direct children, so that their ids are the addresses people see and stay contracts. */
export type Build = (stack: TerraformStack, topology: Topology) => void;

/**
 * Renders one stack to plain data, with keys in order of code points. Throws what cdktf's own validations find, and where an
 * expression names what the stack does not have: a token of another stack, or a name misspelt by hand.
 *
 * `prepareStack` is left out: it resolves everything a second time, a third of the time, to find tokens of other stacks.
 */
export const renderStack = (topology: Topology, name: StackName, build: Build): StackFile => withoutTraces(() => {
  const root = new RootConstruct('');
  root.node.setContext('cdktfVersion', CDKTF_VERSION);
  const stack = stackUnder(root, topology, name, build);
  stack.runAllValidations();
  const json = sorted(stack.toTerraform()) as Rendered;
  const dangling = danglingReferences(json);
  if (dangling.length > 0) throw new TypeError(`stack '${stack.node.id}' names what it does not have: ${dangling.join(', ')}`);
  return {
    stack: name,
    name: stack.node.id,
    path: `terraform/${name}/cdk.tf.json`,
    json,
    dependsOn: [...new Set(stack.node.metadata.filter(entry => entry.type === AFTER).map(entry => String(entry.data)))].sort(byCodePoint),
  };
});

type Blocks = Readonly<Record<string, Readonly<Record<string, object>>>>;
interface Rendered extends Readonly<Record<string, unknown>> {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly ephemeral?: Blocks;
}

const ADDRESS = /(?<![\w.])((?:data\.|ephemeral\.)?(?:aws|kubernetes|terraform)_\w+)\.([\w-]+)\./g;

/** Addresses in expressions (`aws_vpc.vpc`, `data.aws_route53_zone.zone`) that stand nowhere in the same JSON. */
const danglingReferences = (json: Rendered): readonly string[] => {
  const named = new Set([...JSON.stringify(json).matchAll(/\$\{[^}]*\}/g)].flatMap(([expression]) =>
    [...expression.matchAll(ADDRESS)].map(([, type = '', id = '']) => `${type}.${id}`)));
  return [...named].filter(address => {
    const [first = '', second = '', third = ''] = address.split('.');
    return first === 'data' ? json.data?.[second]?.[third] === undefined
      : first === 'ephemeral' ? json.ephemeral?.[second]?.[third] === undefined
        : json.resource?.[first]?.[second] === undefined;
  }).sort(byCodePoint);
};

/** The filled stack with its backend and provider, below any root. */
export const stackUnder = (root: Construct, topology: Topology, name: StackName, build: Build): TerraformStack => {
  const stack = new TerraformStack(root, stackNameOf(topology.environment.name, topology.region.name, name));
  new S3Backend(stack, { ...stateOf(topology, name) });
  stack.addOverride('terraform.required_version', LEAST_TERRAFORM);
  stack.addOverride('terraform.backend.s3.use_lockfile', true);
  new AwsProvider(stack, 'aws', {
    region: topology.region.name,
    allowedAccountIds: [accountOf(topology)],
    defaultTags: [{ tags: { environment: topology.environment.name, region: topology.region.name, 'managed-by': 'payment-topology', stack: name } }],
  });
  build(stack, topology);
  return stack;
};

/**
 * Cdktf writes down where each token was born, which takes a quarter of the time and is never shown. What throws is rendered again
 * with traces, so an error that leaves here has its own.
 */
const withoutTraces = <T>(render: () => T): T => {
  const capture = Error.captureStackTrace;
  Error.captureStackTrace = () => undefined;
  try {
    return render();
  } catch {
    Error.captureStackTrace = capture;
    return render();
  } finally {
    Error.captureStackTrace = capture;
  }
};

/* ---- what stacks tell each other ---------------------------------------------------------------------------------------- */

/** Outputs of another stack. */
export interface Remote {
  string(output: string): string;
  list(output: string): string[];
}

/** Outputs of another stack of the same region, read from its state; the other region's state is never read. */
export const remote = (stack: TerraformStack, topology: Topology, name: StackName): Remote => {
  const id = `remote_${name}`;
  const known = stack.node.tryFindChild(id) as DataTerraformRemoteStateS3 | undefined;
  const state = known ?? new DataTerraformRemoteStateS3(stack, id, { ...stateOf(topology, name) });
  if (known === undefined) after(stack, topology, topology.region.name, name);
  return { string: output => state.getString(snake(output)), list: output => state.getList(snake(output)) };
};

/** Records that a stack, of this or the other region, must be applied first, though nothing of its state is read. */
export const after = (stack: TerraformStack, topology: Topology, region: string, name: StackName): void =>
  stack.node.addMetadata(AFTER, stackNameOf(topology.environment.name, region, name));

/** Makes a value readable for other stacks under the name in snake case: `key_provider-secrets` becomes `key_provider_secrets`. */
export const output = (stack: TerraformStack, name: string, value: string | readonly string[], description?: string): void => {
  const id = snake(name);
  new TerraformOutput(stack, `output_${id}`, {
    value: typeof value === 'string' ? value : [...value], ...(description === undefined ? {} : { description }),
  }).overrideLogicalId(id);
};

/* ---- names ---------------------------------------------------------------------------------------------------------------- */

/** `production-ap-southeast-3` or, with parts, `production-ap-southeast-3-pool-core`. */
export const named = (topology: Topology, ...parts: readonly string[]): string =>
  [prefixOf(topology.environment.name, topology.region.name), ...parts].join('-');

/** A logical id or an output name: letters, digits and underscores. */
export const snake = (...parts: readonly string[]): string => parts.join('_').replace(/[^A-Za-z0-9]+/g, '_');

/** What AWS consoles show as the name, and why the thing is there. Longer reasons are cut at the 256 characters a tag value may have. */
export const tags = (name: string, why?: string): { [key: string]: string } =>
  ({ Name: name, ...(why === undefined ? {} : { [`${LABEL}/why`]: plainText(why, 256) }) });

/** Text as descriptions and tags of AWS accept it: ASCII letters, digits and a few signs, at most `limit` characters. */
export const plainText = (text: string, limit: number): string =>
  text.replace(/[–—]/g, '-').replace(/[^A-Za-z0-9 .,_:/()#+=@-]/g, ' ').replace(/ +/g, ' ').trim().slice(0, limit);

/** The twelve digits of the account; only environments on AWS have stacks. */
export const accountOf = (topology: Topology): string => {
  const { cloud, name } = topology.environment;
  if (cloud.kind !== 'aws') throw new TypeError(`environment '${name}' runs on an existing cluster and has no AWS stacks`);
  return cloud.account;
};

/** ARN in this region, or in the one given; `''` for services that have no region in theirs (`iam`). */
export const arn = (topology: Topology, service: string, resource: string, region: string = topology.region.name): string =>
  `arn:aws:${service}:${region}:${accountOf(topology)}:${resource}`;

/** ARN of an IAM role by its computed name; the role need not exist yet. */
export const roleArn = (topology: Topology, role: string): string => arn(topology, 'iam', `role/${role}`, '');

/** Alias of a customer key: the name by which one region speaks of another's key, whose id nobody can compute. */
export const keyAlias = (topology: Topology, key: KeyName, region: string = topology.region.name): string =>
  `alias/${prefixOf(topology.environment.name, region)}/${key}`;

/* ---- policies ------------------------------------------------------------------------------------------------------------- */

/** One statement in the words of IAM. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy document as JSON with sorted keys, so that the same policy is the same text. */
export const policy = (...statements: readonly Statement[]): string => json({ Version: '2012-10-17', Statement: statements });

/** Who may take a role: an AWS service. */
export const trustService = (service: string, condition?: Statement['Condition']): string =>
  policy({
    Sid: 'Service', Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', ...(condition === undefined ? {} : { Condition: condition }),
  });

/** JSON text with keys in order of code points. */
export const json = (value: unknown): string => JSON.stringify(sorted(value));

/* ---- small things -------------------------------------------------------------------------------------------------------- */

const AFTER = 'payment-topology:after';

export const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** State of a stack: one bucket a region, so that a standby is readable without the primary region. */
const stateOf = (topology: Topology, name: StackName) => {
  const { environment, region } = topology;
  if (environment.cloud.kind !== 'aws') throw new TypeError(`environment '${environment.name}' runs on an existing cluster and has no AWS state`);
  return {
    bucket: `${environment.cloud.stateBucket}-${region.name}`,
    key: `${environment.name}/${region.name}/${name}.tfstate`,
    region: region.name,
    encrypt: true,
  };
};

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodePoint(a, b)).map(([key, inner]) => [key, sorted(inner)]));
};
