/** The thread in which a configuration runs: it is sent a bundle once, and answers with what that exports, as plain data, when nothing of it goes on. */
import { parentPort } from 'node:worker_threads';
import type { Oddity } from './plain.ts';
import { plainOf, thrownText } from './plain.ts';

/** Answers of the thread; none at all when the configuration ended it. */
export type Answer =
  | { readonly kind: 'loaded'; readonly exported: unknown; readonly oddities: readonly Oddity[] }
  | { readonly kind: 'thrown'; readonly text: string; readonly unheard: boolean; readonly line: number | null; readonly column: number | null }
  | { readonly kind: 'unsettled' }
  | { readonly kind: 'busy'; readonly with: readonly string[] };

/** How long what was begun without waiting for it may take to end: a line that is printed, a file that is read. */
const GRACE_MS = 1_000;

let answered = false;
const answer = (what: Answer): void => {
  if (!answered) parentPort?.postMessage(what);
  answered = true;
};

const thrown = (error: unknown, unheard: boolean): Answer => {
  const place = /data:text\/javascript[^:\s]*:(\d+):(\d+)/.exec(error instanceof Error ? error.stack ?? '' : '');
  return { kind: 'thrown', text: thrownText(error), unheard, line: place === null ? null : Number(place[1]), column: place === null ? null : Number(place[2]) };
};

const load = async (code: string): Promise<void> => {
  let loaded: { readonly default?: unknown } | undefined;
  process.on('uncaughtException', error => answer(thrown(error, true)));
  // nothing is left to do: either it is loaded, or what it waits for never comes
  process.on('beforeExit', () => {
    if (loaded === undefined) answer({ kind: 'unsettled' });
    else {
      const { copy, oddities } = plainOf(loaded.default);
      answer({ kind: 'loaded', exported: copy, oddities });
    }
  });
  try {
    loaded = await import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`) as { readonly default?: unknown };
    setTimeout(() => answer({ kind: 'busy', with: process.getActiveResourcesInfo() }), GRACE_MS).unref();
  } catch (error) {
    answer(thrown(error, false));
  }
};

parentPort?.once('message', (code: string) => void load(code));
