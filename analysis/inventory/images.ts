/** Images that containers run. */
import type { KubernetesObject } from '../reach/kubernetes/objects.ts';
import { nameOf } from '../reach/kubernetes/objects.ts';
import { isObject, list, object, text } from '../reach/json.ts';
import { byText } from './item.ts';
import type { Item } from './item.ts';

export interface Image extends Item {
  /** `payments-core/payment-core` */
  readonly workload: string;
  readonly container: string;
  readonly repository: string;
  /** `sha256:…`; empty where an image is named by what it is called. */
  readonly digest: string;
}

const CONTAINERS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

export const imagesOf = (objects: readonly KubernetesObject[]): readonly Image[] => objects.flatMap(each => podSpecs(each.body, '').flatMap(({ spec, at }) =>
  CONTAINERS.flatMap(field => list(spec[field]).map((container, i): Image => {
    const image = text(object(container)['image']);
    const [repository = '', digest = ''] = image.split('@');
    return { file: each.file, path: `${nameOf(each)} ${at}${field}[${i}].image`, workload: `${each.namespace}/${each.name}`, container: text(object(container)['name']), repository, digest };
  })),
)).filter(({ repository }) => repository !== '').sort(byText(({ workload, path }) => `${workload} ${path}`));

/** Anything with a list of containers, however deep: kinds that nobody here knows have pods too. */
const podSpecs = (value: unknown, at: string): readonly { readonly spec: Readonly<Record<string, unknown>>; readonly at: string }[] => {
  if (!isObject(value)) return [];
  if (Array.isArray(value['containers'])) return [{ spec: value, at }];
  return Object.entries(value).flatMap(([field, inner]) => podSpecs(inner, `${at}${field}.`));
};
