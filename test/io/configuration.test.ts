import { expect, it } from 'vitest';
import { fileOf } from '../../io/configuration.ts';
import { emptyFolder, put } from '../bin/cli.ts';

const folder = emptyFolder();
put(folder, {
  'services/risk.ts': "export const risk = defineService({ name: 'risk', stores: [{ name: 'payments' }] });",
  'services/stores.ts': "export const stores = [definePostgres({\n  name: 'payments',\n}), definePostgres({ name: 'ledger' })];",
  'services/inputs.ts': "export const inputs = {\n  callTimeout: assumed(800, 'ms', 'x'),\n};",
  'environments/local.ts': "export const local = defineEnvironment({ name: 'local' });",
  'environments/local.images.json': '{}',
});
const FILES = ['services/risk.ts', 'services/stores.ts', 'services/inputs.ts', 'environments/local.ts', 'environments/local.images.json'];

it.each([
  ['service', 'risk', 'services/risk.ts'], ['store', 'payments', 'services/stores.ts'], ['store', 'ledger', 'services/stores.ts'], ['input', 'callTimeout', 'services/inputs.ts'],
  ['environment', 'local', 'environments/local.ts'], ['service', 'nobody', undefined],
])('the file of %s %s is the one that defines it, not one that mentions it', (noun, name, file) => {
  expect(fileOf({ noun, name }, FILES, folder)).toBe(file);
});
