/** For `npm run bench`: starts a plane, puts the manifests of a folder on it, says how long the start took and where it is, and ends with its input. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { inTurns } from '../../io/in-turns.ts';
import { apply, idOf, installDefinitions, type KubernetesObject, reasonOf } from './objects.ts';
import { startPlane } from './plane.ts';
import { clusterPrograms } from './programs.ts';

const [folder = ''] = process.argv.slice(2);
const programs = await clusterPrograms({ env: process.env, progress: text => process.stderr.write(`${text}\n`) });
const begin = performance.now();
const plane = await startPlane({ programs, zones: ['a', 'b', 'c'] });
const seconds = (performance.now() - begin) / 1000;
try {
  await installDefinitions(plane.api);
  const objects = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.yaml')).sort()
    .flatMap(file => parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map(document => document.toJS() as KubernetesObject));
  const isNamespace = ({ kind }: KubernetesObject): boolean => kind === 'Namespace';
  for (const wave of [objects.filter(isNamespace), objects.filter(object => !isNamespace(object))]) {
    await inTurns(wave, 8, async object => {
      const answer = await apply(plane.api, object);
      if (answer.status >= 300) throw new Error(`${idOf(object)}: ${reasonOf(answer)}`);
    });
  }
  process.stdout.write(`${JSON.stringify({ seconds, kubeconfig: plane.kubeconfig, objects: objects.length })}\n`);
  await new Promise(resolve => { process.stdin.once('end', resolve).resume(); });
} finally {
  await plane.stop();
}
