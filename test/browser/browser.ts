/** A browser as it comes with the system: opens a page in a frame where no script may run, without a network, and says what became of it. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isExecutable, onPath } from '../../io/command.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** `CHROME_PATH`, else what PATH has; undefined where there is none that says its version: some systems have a script of that name that says where to get one. */
const findBrowser = ({ CHROME_PATH: named = '', PATH: path }: NodeJS.ProcessEnv): string | undefined =>
  (named === '' ? NAMES.map(name => onPath(name, path)) : [named].filter(isExecutable)).find(found => found !== undefined && saysItsVersion(found));

const saysItsVersion = (browser: string): boolean => {
  const { status, stdout } = spawnSync(browser, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 && /Chrom/.test(stdout);
};

/** The browser of these tests; empty where there is none. */
export const browser = findBrowser(process.env) ?? '';
// a machine that promises a browser has one
const isPromised = process.env['CI'] === 'true' && (process.env['CHROME_PATH'] ?? '') !== '';
export const reason = `no browser: ${process.env['CHROME_PATH'] ?? 'neither CHROME_PATH nor a chromium on PATH'}`;
export const isMissing = browser === '' && !isPromised;
if (browser === '') console.log(`${isPromised ? 'failed' : 'skipped'}: ${reason}`);

export interface Seen {
  readonly rows: readonly { readonly region: string; readonly id: string }[];
  readonly pictures: readonly {
    readonly name: string;
    readonly lines: readonly { readonly ids: readonly string[]; readonly says: string; readonly colour: string; readonly pointed: boolean }[];
    /** Names that their boxes are too small for. */
    readonly cut: readonly string[];
  }[];
  /** The text that a person sees. */
  readonly shown: string;
  /** Pixels by which the page is wider than its window. */
  readonly beyond: number;
  /** What the page asked for besides itself. */
  readonly requests: readonly string[];
  /** What the page wrote on the console, or what was wrong with it. */
  readonly messages: readonly string[];
}

/** Nothing of its own: no updates, no first run, no sandbox that a container would refuse. */
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-default-apps', '--disable-extensions', '--no-pings', '--host-resolver-rules=MAP * ~NOTFOUND', '--allow-file-access-from-files', '--enable-logging=stderr', '--v=0', '--dump-dom',
];
const LONGEST_MS = 60_000;

/** @throws when the browser fails, or does not end by itself */
export const seen = async (browser: string, file: string, { width = 1440, height = 1000 } = {}): Promise<Seen> => {
  const folder = mkdtempSync(join(tmpdir(), 'payment-topology-browser-'));
  try {
    const outside = join(folder, 'outside.html');
    const script = readFileSync(join(import.meta.dirname, 'probe.mjs'), 'utf8');
    writeFileSync(outside, `<!doctype html><body style="margin:0"><iframe sandbox="allow-same-origin" style="border:0;width:${width}px;height:${height}px" src="${pathToFileURL(file).href}"></iframe><script>${script}</script>`);
    const { stdout, stderr } = await run(browser, [...FLAGS, `--user-data-dir=${join(folder, 'profile')}`, `--window-size=${width},${height}`, pathToFileURL(outside).href]);
    const found = / data-seen="([^"]*)"/.exec(stdout)?.[1];
    if (found === undefined) throw new Error(`${browser} shows nothing of ${file}: ${stderr}`);
    const json = found.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&nbsp;', ' ').replaceAll('&amp;', '&');
    return { ...JSON.parse(json) as Omit<Seen, 'messages'>, messages: stderr.split('\n').filter(line => line.includes(':CONSOLE')) };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

const run = (command: string, args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> => new Promise((resolve, reject) => {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_MS, killSignal: 'SIGKILL' });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.on('error', reject);
  child.on('close', code => {
    const stderr = Buffer.concat(err).toString('utf8');
    if (code === 0) resolve({ stdout: Buffer.concat(out).toString('utf8'), stderr });
    else reject(new Error(`${command} ended with ${String(code)}: ${stderr}`));
  });
});
