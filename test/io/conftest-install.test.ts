import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../io/command.ts';
import { findConftest, isAtLeast } from '../../io/conftest-install.ts';
import { emptyFolder, put } from '../bin/cli.ts';

/** A program that answers `--version` as conftest does. */
const program = (folder: string, version: string, name = 'conftest'): string => {
  put(folder, { [name]: `#!/bin/sh\necho "${version}"\n` });
  chmodSync(join(folder, name), 0o755);
  return join(folder, name);
};
const OWN = 'Conftest: 0.69.0\nOPA: 1.19.0';
const quiet = (): void => undefined;

it.each([['0.69.0', true], ['0.70.1', true], ['1.0.0', true], ['0.68.9', false], ['0.9.0', false]])('%s is new enough: %s', (version, expected) => {
  expect(isAtLeast(version, '0.69.0')).toBe(expected);
});

it('a fitting conftest on PATH is taken', async () => {
  const folder = emptyFolder();
  const path = program(folder, OWN);
  expect(await findConftest({ env: { PATH: folder }, progress: quiet })).toBe(path);
});

it('a conftest that Go built says no version, and is judged by its OPA', async () => {
  const folder = emptyFolder();
  const path = program(folder, 'Conftest: dev\nOPA: 1.19.0');
  expect(await findConftest({ env: { PATH: folder }, progress: quiet })).toBe(path);
});

it('an old conftest is passed over for the cached one', async () => {
  const [folder, cache] = [emptyFolder(), emptyFolder()];
  program(folder, 'Conftest: 0.50.0\nOPA: 0.60.0');
  const cached = program(join(cache, 'payment-topology/conftest-0.69.0'), OWN);
  expect(await findConftest({ env: { PATH: folder, XDG_CACHE_HOME: cache }, progress: quiet })).toBe(cached);
});

it('without one, Go builds it into the cache, once', async () => {
  const [folder, cache] = [emptyFolder(), emptyFolder()];
  put(folder, { go: '#!/bin/sh\nprintf "#!/bin/sh\\n" > "$GOBIN/conftest"\n/bin/chmod +x "$GOBIN/conftest"\n' });
  chmodSync(join(folder, 'go'), 0o755);
  const said: string[] = [];
  const path = await findConftest({ env: { PATH: folder, XDG_CACHE_HOME: cache }, progress: text => said.push(text) });
  expect(path).toBe(join(cache, 'payment-topology/conftest-0.69.0/conftest'));
  expect(said).toEqual(['building conftest 0.69.0 with Go, once']);
});

describe('the official release', () => {
  let archive: Buffer;
  let checksum = '';
  const server = createServer((request, response) => {
    if (request.url?.endsWith('checksums.txt') === true) response.end(`${checksum}  ${ARCHIVE}\n`);
    else response.end(archive);
  });
  const ARCHIVE = `conftest_0.69.0_${process.platform === 'darwin' ? 'Darwin' : 'Linux'}_${process.arch === 'arm64' ? 'arm64' : 'x86_64'}.tar.gz`;
  let releases = '';

  beforeAll(async () => {
    const folder = emptyFolder();
    program(folder, OWN);
    await runCommand('tar', ['-czf', 'archive.tar.gz', 'conftest'], { cwd: folder });
    archive = readFileSync(join(folder, 'archive.tar.gz'));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    releases = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => { server.close(); });

  it('is unpacked into the cache when its checksum is the one published with it', async () => {
    const cache = emptyFolder();
    checksum = createHash('sha256').update(archive).digest('hex');
    const path = await findConftest({ env: { PATH: '', XDG_CACHE_HOME: cache }, progress: quiet, releases });
    expect(readFileSync(path, 'utf8')).toContain('Conftest: 0.69.0');
  });

  it('is refused when its checksum is another one, and the message says all that was tried', async () => {
    const cache = emptyFolder();
    checksum = '0'.repeat(64);
    const found = findConftest({ env: { PATH: '', XDG_CACHE_HOME: cache }, progress: quiet, releases });
    await expect(found).rejects.toThrow(/^PT-009 conftest: saw none on PATH; no Go to build it with; .*has checksum [0-9a-f]{64}, its release publishes 0{64}; want conftest 0\.69\.0 or newer on PATH/);
    expect(existsSync(dirname(join(cache, 'payment-topology/conftest-0.69.0/conftest')))).toBe(false);
  });
});

it('a cache that cannot be written is said, with where else it may stand', async () => {
  const cache = emptyFolder();
  put(cache, { taken: 'a file' });
  await expect(findConftest({ env: { PATH: emptyFolder(), XDG_CACHE_HOME: join(cache, 'taken') }, progress: quiet })).rejects
    .toThrow(/^PT-009 conftest: saw none on PATH; .* cannot be written: .*taken is a file; want .*XDG_CACHE_HOME naming a folder that can be written$/);
});
