/**
 * What a reviewer asks for by the list: keys, certificates, secrets, logs, images, listeners. Read from emitted files; every item cites where it stands.
 * No value of a secret is ever read.
 */
import type { Topology } from '../../model/index.ts';
import { terraformOf } from '../reach/cloud/terraform.ts';
import type { TerraformFile } from '../reach/cloud/terraform.ts';
import { objectsOf } from '../reach/kubernetes/objects.ts';
import type { Document } from '../reach/kubernetes/objects.ts';
import { certificatesOf } from './certificates.ts';
import type { Certificate } from './certificates.ts';
import { imagesOf } from './images.ts';
import type { Image } from './images.ts';
import { keysOf } from './keys.ts';
import type { Key } from './keys.ts';
import { listenersOf } from './listeners.ts';
import type { Listener } from './listeners.ts';
import { logsOf } from './logs.ts';
import type { Log } from './logs.ts';
import { secretsOf } from './secrets.ts';
import type { SecretItem } from './secrets.ts';

export interface Inventory {
  readonly keys: readonly Key[];
  readonly certificates: readonly Certificate[];
  readonly secrets: readonly SecretItem[];
  readonly logs: readonly Log[];
  readonly images: readonly Image[];
  readonly listeners: readonly Listener[];
}

export const inventoryOf = (topology: Topology, documents: Iterable<Document>, files: readonly TerraformFile[]): Inventory => {
  const { objects } = objectsOf(documents, () => true);
  const terraform = terraformOf(files);
  return {
    keys: keysOf(terraform),
    certificates: certificatesOf(objects, terraform),
    secrets: secretsOf(topology, objects, terraform),
    logs: logsOf(terraform),
    images: imagesOf(objects),
    listeners: listenersOf(objects, terraform),
  };
};
