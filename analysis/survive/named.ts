/** Objects as findings name them, and how critical they say that they are. */
import type { Tier } from '../../model/index.ts';
import { TIER_LABEL } from '../../model/index.ts';
import { object, texts } from '../reach/json.ts';
import type { KubernetesObject } from '../reach/kubernetes/objects.ts';
import type { Complain, Labels } from '../reach/kubernetes/selector.ts';

/** Says what is wrong with an object, at a path in it. */
export type Complaining = (each: KubernetesObject) => Complain;

/** `Deployment/payments-core/payment-core` */
export const objectName = ({ kind, namespace, name }: Pick<KubernetesObject, 'kind' | 'name' | 'namespace'>): string => `${kind}/${namespace}/${name}`;

/** What its pods say, else what it says itself; null where nobody does. */
export const tierOf = ({ body }: KubernetesObject, pods: Labels = {}): Tier | null => {
  const said = pods[TIER_LABEL] ?? texts(object(body['metadata'])['labels'])[TIER_LABEL];
  return said !== undefined && /^[0-4]$/.test(said) ? Number(said) as Tier : null;
};

/** Tiers that are judged; who says none is taken to be important. */
export const matters = ({ tier }: { readonly tier: Tier | null }): boolean => tier === null || tier <= 2;
