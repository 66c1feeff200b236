import { type EnvironmentSpec, SECRET_SYNC, type ServiceSpec, TIERS } from '../../model/index.ts';
import { type EnvironmentInvariant, isUnread, problem } from './invariant.ts';
import type { Present } from '../selection.ts';

interface Need {
  readonly component: string;
  readonly why: string;
  /** Names of those who cannot do without. */
  readonly by: (present: Present, environment: EnvironmentSpec) => readonly string[];
}

const servicesThat = ({ services }: Present, does: (service: ServiceSpec) => boolean): readonly string[] => [...services.values()].filter(does).map(({ name }) => name);

/** Components that the emitted objects talk to or are read by. */
const NEEDS: readonly Need[] = [
  { component: 'dns', why: 'it resolves every name', by: present => servicesThat(present, () => true) },
  { component: 'cert-manager', why: 'it issues the certificate of every workload', by: present => servicesThat(present, () => true) },
  { component: SECRET_SYNC, why: 'it copies secrets to their holders', by: present => servicesThat(present, ({ secrets = [] }) => secrets.length > 0) },
  { component: 'metrics-server', why: 'it measures what the autoscaler goes by', by: present => servicesThat(present, ({ tier, lease }) => TIERS[tier].autoscaled && lease === undefined) },
  { component: 'load-balancer-controller', why: 'it registers pods behind a route', by: (present, { cloud }) => (cloud.kind === 'aws' ? servicesThat(present, ({ route }) => route !== undefined) : []) },
  { component: 'postgres-operator', why: 'it runs databases', by: ({ postgres }, { bindings }) => (bindings.postgres === 'cloudnative-pg' ? [...postgres.keys()] : []) },
  { component: 'kafka-operator', why: 'it runs brokers', by: ({ kafka }, { bindings }) => (bindings.kafka === 'strimzi' ? [...kafka.keys()] : []) },
];

/** PT-101: what the output rests on is in the catalog. */
export const componentsThere: EnvironmentInvariant = function* (environment, context) {
  for (const { component, why, by } of NEEDS) {
    const [first, ...others] = by(context.selection, environment);
    if (first === undefined || context.selection.components.has(component) || isUnread(context, 'components', component)) continue;
    const who = others.length === 0 ? `'${first}' needs` : `'${first}' and others need`;
    yield problem('PT-101', 'catalog', 'catalog', 'components', `no component '${component}', which ${who}`, `a component of that name: ${why}`);
  }
};
