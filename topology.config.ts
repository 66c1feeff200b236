/** What this repository synthesizes: the reference platform. */
import { environments } from './environments/index.ts';
import { defineConfig } from './model/index.ts';
import { catalog } from './services/index.ts';
import waivers from './waivers.json' with { type: 'json' };

export default defineConfig({ catalog, environments, waivers });
