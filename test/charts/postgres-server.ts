/** A real PostgreSQL for a test: a throw-away cluster of the server that this machine has. */
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PostgresServer {
  /** Standard output of psql, one row a line. @throws what the server refused */
  readonly sql: (text: string, as?: { readonly user?: string; readonly database?: string; readonly transaction?: boolean }) => string;
  /** Roles and schemas as SQL: equal texts are equal databases. */
  readonly dump: (database: string) => string;
  readonly stop: () => Promise<void>;
}

/** Says where the programs of the installed server are. */
const LOCATOR = 'pg_config';

/** Folder with `initdb` and `postgres`, or null where only a client or nothing is installed. */
export const serverPrograms = (): string | null => {
  try {
    const folder = execFileSync(LOCATOR, ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return existsSync(join(folder, 'initdb')) ? folder : null;
  } catch {
    return null;
  }
};

const freePort = (): Promise<number> => new Promise((resolve, reject) => {
  const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
  });
});

/** PostgreSQL refuses to run as root: then it runs as nobody. */
const NOBODY = 65_534;
const asOther = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

export const startPostgres = async (programs: string): Promise<PostgresServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'payments-postgres-'));
  chmodSync(folder, 0o700);
  if ('uid' in asOther) chownSync(folder, NOBODY, NOBODY);
  const options: ExecFileSyncOptionsWithStringEncoding = { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...asOther };
  execFileSync(join(programs, 'initdb'), ['--pgdata', folder, '--username', 'postgres', '--auth', 'trust', '--no-sync', '--encoding', 'UTF8', '--locale', 'C'], options);
  const port = await freePort();
  const server = spawn(join(programs, 'postgres'), ['-D', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`, '-c', 'fsync=off'],
    { cwd: folder, stdio: 'ignore', ...asOther });
  const connection = (user: string, database: string) => ['--host', '127.0.0.1', '--port', String(port), '--username', user, '--dbname', database];
  const sql: PostgresServer['sql'] = (text, { user = 'postgres', database = 'postgres', transaction = false } = {}) => execFileSync(
    join(programs, 'psql'),
    ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1', ...(transaction ? ['--single-transaction'] : []), '--file=-', ...connection(user, database)],
    { ...options, stdio: ['pipe', 'pipe', 'pipe'], input: text },
  ).trim();
  for (let attempts = 100; ; attempts -= 1) {
    try {
      sql('select 1');
      break;
    } catch (error) {
      if (attempts === 0 || server.exitCode !== null) throw error;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
  return {
    sql,
    // Newer dumps carry a random word on their own meta-commands.
    dump: database => [
      execFileSync(join(programs, 'pg_dumpall'), ['--roles-only', '--host', '127.0.0.1', '--port', String(port), '--username', 'postgres'], options),
      execFileSync(join(programs, 'pg_dump'), ['--schema-only', ...connection('postgres', database)], options),
    ].join('\n').replaceAll(/^\\(un)?restrict .*$/gm, ''),
    stop: () => new Promise(resolve => {
      server.once('exit', () => {
        rmSync(folder, { recursive: true, force: true });
        resolve();
      });
      server.kill('SIGINT');
    }),
  };
};
