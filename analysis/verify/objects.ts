/** Objects of the files beside objects of the cluster: missing, too many, changed. */
import type { Json } from '../reach/json.ts';
import { object, text } from '../reach/json.ts';
import { fieldDifferences } from './fields.ts';
import { isBuiltIn, isOwned, keyOf, kindOf, namedOf, titleOf } from './identity.ts';
import { addedFields } from './owners.ts';
import type { Declared, Difference, LiveObjects, NotCheckable, Part } from './words.ts';
import { part } from './words.ts';

export const compareObjects = (declared: readonly Declared[], live: LiveObjects): Part => {
  const found = new Map(live.objects.map(body => [keyOf(namedOf(body)), body]));
  const own = new Set(declared.map(keyOf));
  const readable = declared.filter(each => !isUnread(each, live));
  const missing = readable.filter(each => !found.has(keyOf(each)));
  const pairs = readable.flatMap(each => {
    const body = found.get(keyOf(each));
    return body === undefined ? [] : [{ declared: each, live: body }];
  });
  const extra = [...live.objects, ...live.others].filter(body => !own.has(keyOf(namedOf(body))) && !isOwned(body));
  return part(
    readable.length,
    [...missingKinds(missing, live), ...missing.filter(each => !live.unknownKinds.has(kindOf(each))).map(missingOne), ...pairs.flatMap(changed), ...extra.map(tooMany)],
    [...unreadOnes(declared, live), ...notApplied(pairs)],
  );
};

interface Pair {
  readonly declared: Declared;
  readonly live: Json;
}

const isUnread = (each: Declared, { unread }: LiveObjects): boolean => unread.has(kindOf(each)) || unread.has(keyOf(each));

const missingOne = (each: Declared): Difference => ({ code: 'PT-700', object: titleOf(each), file: each.file, field: '', saw: 'no such object', want: 'the object as the file declares it' });

/** A kind that the server does not know is said once, not for each of its objects. */
const missingKinds = (missing: readonly Declared[], { unknownKinds }: LiveObjects): readonly Difference[] => [...unknownKinds].sort().flatMap(kind => {
  const objects = missing.filter(each => kindOf(each) === kind);
  const [first] = objects;
  return first === undefined ? [] : [{
    code: 'PT-700' as const, object: `every ${kind}`, file: first.file, field: '', saw: `a server that does not know ${first.apiVersion} ${first.kind}`,
    want: `its definition, then ${objects.length === 1 ? 'the one object' : `the ${objects.length} objects`} of the files`,
  }];
});

const changed = ({ declared, live }: Pair): readonly Difference[] => {
  const about = { object: titleOf(declared), file: declared.file };
  if (text(object(live['metadata'])['deletionTimestamp']) !== '') return [{ ...about, code: 'PT-700', field: 'metadata.deletionTimestamp', saw: 'an object that is being deleted', want: 'the object as the file declares it' }];
  const builtIn = isBuiltIn(declared.apiVersion);
  const drifted = fieldDifferences(declared.body, live, builtIn);
  const isSaid = (at: string): boolean => drifted.some(other => other.at === at || other.at.startsWith(`${at}.`) || at.startsWith(`${other.at}.`));
  // operators write into their own objects: there nobody can tell who else did
  const added = builtIn ? addedFields(declared.body, live) ?? [] : [];
  return [
    ...drifted.map(({ at, saw, want }): Difference => ({ ...about, code: 'PT-702', field: at, saw, want })),
    ...added.filter(({ at }) => !isSaid(at)).map(({ at, manager }): Difference => ({ ...about, code: 'PT-703', field: at, saw: `a field that ${manager} set`, want: 'nothing, or a field that is declared' })),
  ];
};

const tooMany = (body: Json): Difference => ({ code: 'PT-701', object: titleOf(namedOf(body)), file: '', field: '', saw: 'an object with the label of the platform that no file declares', want: 'nothing, or a file that declares it' });

const unreadOnes = (declared: readonly Declared[], { unread }: LiveObjects): readonly NotCheckable[] => [...unread].map(([what, why]) => {
  const number = declared.filter(each => kindOf(each) === what).length;
  return { what: number > 1 ? `${number} objects of ${what}` : what, why };
});

const notApplied = (pairs: readonly Pair[]): readonly NotCheckable[] => {
  const silent = pairs.filter(({ declared, live }) => isBuiltIn(declared.apiVersion) && addedFields(declared.body, live) === null).length;
  return silent === 0 ? [] : [{ what: `fields that others set, in ${silent === 1 ? 'one object' : `${silent} objects`}`, why: 'they were not applied server-side, and the server cannot tell what it filled in from what somebody set' }];
};
