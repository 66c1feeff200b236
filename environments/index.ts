/** The seven environments, from a laptop to real money. */
import type { EnvironmentSpec } from '../model/index.ts';
import { contractCi } from './contract-ci.ts';
import { drDrill } from './dr-drill.ts';
import { integration } from './integration.ts';
import { local } from './local.ts';
import { preprod } from './preprod.ts';
import { production } from './production.ts';
import { sandbox } from './sandbox.ts';

export const environments: readonly EnvironmentSpec[] = [local, contractCi, integration, sandbox, preprod, production, drDrill];
