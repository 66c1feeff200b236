/** What fills each stack. Apart from `index.ts`, so that no type of cdktf is public. */
import type { StackName } from '../model/index.ts';
import { bootstrap } from './bootstrap.ts';
import { cluster } from './cluster/index.ts';
import { data } from './data/index.ts';
import { edge } from './edge/index.ts';
import { evidence } from './evidence/index.ts';
import { keys } from './keys/index.ts';
import { messaging } from './messaging/index.ts';
import { network } from './network/index.ts';
import { observability } from './observability/index.ts';
import { recovery } from './recovery.ts';
import { registry } from './registry.ts';
import { secrets } from './secrets.ts';
import type { Build } from './stack.ts';

/** What fills each stack; one line per stack. */
export const STACK_BUILDERS: Readonly<Record<StackName, Build>> = {
  bootstrap,
  cluster,
  data,
  edge,
  evidence,
  keys,
  messaging,
  network,
  observability,
  recovery,
  registry,
  secrets,
};
