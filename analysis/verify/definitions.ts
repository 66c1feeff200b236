/** Resource definitions and controllers as they are beside prerequisites.json. */
import type { Json } from '../reach/json.ts';
import { list, object, text, texts } from '../reach/json.ts';
import type { Declared, Difference, Part } from './words.ts';
import { joined, part } from './words.ts';

/** What `prerequisites.json` says of these. */
export interface Needed {
  readonly kubernetes: string;
  readonly definitions: readonly { readonly name: string; readonly controller: string; readonly version: string }[];
  readonly controllers: readonly { readonly name: string; readonly namespace: string; readonly kind: string; readonly source: string; readonly version: string }[];
}

/** @throws never: what has another shape reads as nothing needed */
export const neededIn = (prerequisites: unknown): Needed => {
  const { kubernetes, controllers, customResourceDefinitions } = object(prerequisites);
  return {
    kubernetes: text(kubernetes),
    definitions: list(customResourceDefinitions).map(object).map(({ name, controller, version }) => ({ name: text(name), controller: text(controller), version: text(version) })),
    controllers: list(controllers).map(object).map(({ name, namespace, install }) => {
      const { kind, source, version } = object(install);
      return { name: text(name), namespace: text(namespace), kind: text(kind), source: text(source), version: text(version) };
    }),
  };
};

/** Whether a server is at least as new as `>= 1.31` says. */
export const isNewEnough = (server: { readonly major: number; readonly minor: number }, needed: string): boolean => {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(needed) ?? [];
  return server.major * 1000 + server.minor >= Number(major ?? 0) * 1000 + Number(minor ?? 0);
};

/** @param live definitions by name: null for one that is not there, a reason for one that may not be read */
export const compareDefinitions = (needed: Needed, declared: readonly Declared[], live: ReadonlyMap<string, Json | string | null>, file: string): Part => joined(needed.definitions.map(({ name, controller, version }) => {
  const body = live.get(name) ?? null;
  const about = { code: 'PT-707' as const, object: `definition ${name}`, file };
  if (typeof body === 'string') return part(0, [], [{ what: about.object, why: body }]);
  if (body === null) return part(1, [{ ...about, field: '', saw: 'no such definition', want: `the one that ${controller} ${version} brings` }]);
  const served = list(object(body['spec'])['versions']).map(object).filter(each => each['served'] === true).map(each => text(each['name']));
  const group = text(object(body['spec'])['group']);
  const used = [...new Set(declared.map(({ apiVersion }) => apiVersion).filter(each => each.startsWith(`${group}/`)).map(each => each.slice(group.length + 1)))];
  const unserved = used.filter(each => !served.includes(each) && kindsAt(declared, `${group}/${each}`).includes(text(object(object(body['spec'])['names'])['kind'])));
  const label = texts(object(body['metadata'])['labels'])['app.kubernetes.io/version'];
  return part(1, [
    ...unserved.map((each): Difference => ({ ...about, field: 'spec.versions', saw: served.join(', ') || 'no version that is served', want: `${each}, which the files use` })),
    ...(label === undefined || sameVersion(label, version) ? [] : [{ ...about, field: 'metadata.labels[app.kubernetes.io/version]', saw: `'${label}'`, want: `'${version}'` }]),
  ], label === undefined ? [{ what: `version of the ${about.object}`, why: 'it does not say which release it came with' }] : []);
}));

const kindsAt = (declared: readonly Declared[], apiVersion: string): readonly string[] => declared.filter(each => each.apiVersion === apiVersion).map(({ kind }) => kind);

const sameVersion = (a: string, b: string): boolean => a.replace(/^v/, '') === b.replace(/^v/, '');

/** @param workloads Deployments, DaemonSets and StatefulSets of a namespace; a reason where they may not be read */
export const compareControllers = (needed: Needed, workloads: ReadonlyMap<string, readonly Json[] | string>, file: string): Part => joined(needed.controllers.map(({ name, namespace, kind, source, version }) => {
  const what = `controller ${name}`;
  if (kind !== 'helm') return part(0, [], [{ what, why: 'its version is told by the cloud and not by the cluster' }]);
  const there = workloads.get(namespace) ?? [];
  if (typeof there === 'string') return part(0, [], [{ what, why: there }]);
  const charts = [...new Set(there.map(each => texts(object(each['metadata'])['labels'])['helm.sh/chart'] ?? '').filter(chart => new RegExp(`^${source.split('/').at(-1)}-v?\\d`).test(chart)))];
  if (charts.length === 0) return part(0, [], [{ what, why: 'nothing in its namespace says which chart it came with' }]);
  const found = charts.map(chart => chart.replace(/^.*?-(v?\d+\.\d+.*)$/, '$1').replaceAll('_', '+'));
  return part(1, found.filter(each => !sameVersion(each, version)).map((each): Difference =>
    ({ code: 'PT-707', object: what, file, field: 'metadata.labels[helm.sh/chart]', saw: `version ${each}`, want: `version ${version}` })));
}));
