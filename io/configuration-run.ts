/** Runs a bundled configuration in a thread of its own: what it prints, starts, breaks or waits for stays there and ends with it. */
import { readFileSync } from 'node:fs';
import type { SourceMapPayload } from 'node:module';
import { SourceMap } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answer } from './configuration-worker.ts';
import { OutsideError, type OutsideProblem } from './problem.ts';

export interface Bundled {
  readonly code: string;
  readonly map: string;
  readonly files: readonly string[];
  /** The configuration, as the person named it, and where names are relative to. */
  readonly file: string;
  readonly folder: string;
  /** Modules that mean this package, by name, with the file that they are. */
  readonly modules: Readonly<Record<string, string>>;
}

export interface Run {
  /** What the configuration exports, as plain data. Throws `OutsideError` for everything else that may come of running it. */
  readonly load: (bundled: Bundled) => Promise<unknown>;
  readonly stop: () => Promise<unknown>;
}

/** A configuration is data: one that asks somebody else for it, and does not get it in this time, is stopped. */
const LIMIT_SECONDS = 30;

/** Built beside `bin/main.js`; this file ends up in a chunk next door. */
const WORKER = new URL('../io/configuration-worker.js', import.meta.url);

export const startRun = (): Run => {
  const worker = new Worker(WORKER, { stdout: true });
  // what a configuration prints is no answer of ours
  worker.stdout.pipe(process.stderr);
  return {
    load: async bundled => {
      const problems: Problems = (saw, want, where = bundled.file) => new OutsideError({ code: 'PT-004', where, saw, want });
      try {
        return exportedBy(await answerOf(worker, bundled.code, problems), bundled, problems);
      } finally {
        await worker.terminate();
      }
    },
    stop: () => worker.terminate(),
  };
};

type Problems = (saw: string, want: string, where?: string) => OutsideError;

const answerOf = (worker: Worker, code: string, problem: Problems): Promise<Answer> => new Promise((done, failed) => {
  const limit = setTimeout(() => failed(problem(`nothing exported after ${LIMIT_SECONDS} s`, 'a configuration that waits for nobody')), LIMIT_SECONDS * 1_000);
  worker.once('message', (answer: Answer) => { clearTimeout(limit); done(answer); });
  worker.once('error', error => { clearTimeout(limit); failed(problem(`${error.name}: ${error.message}`, DATA)); });
  worker.once('exit', exit => { clearTimeout(limit); failed(problem(`process.exit(${exit})`, 'a configuration that ends when it has exported')); });
  worker.postMessage(code);
});

const DATA = 'a configuration that is plain data and throws nothing';

const exportedBy = (answer: Answer, bundled: Bundled, problem: Problems): unknown => {
  switch (answer.kind) {
    case 'loaded':
      if (answer.oddities.length === 0) return answer.exported;
      throw new OutsideError(...answer.oddities.map(({ path, saw }): OutsideProblem =>
        ({ code: 'PT-004', where: [bundled.file, path].filter(Boolean).join(' › '), saw, want: 'plain data: texts, numbers, lists and objects' })));
    case 'unsettled':
      throw problem('an await that nothing ever answers', 'a configuration that waits for nobody');
    case 'busy':
      throw problem(`work that goes on after it has exported: ${answer.with.join(', ')}`, 'a configuration that is done when it has exported');
    case 'thrown': {
      const missing = missingExport(answer.text, bundled);
      if (missing !== undefined) throw problem(missing.saw, missing.want, missing.where);
      throw problem(answer.unheard ? `${answer.text}, which nobody catches` : answer.text, DATA, thrownAt(answer.line, answer.column, bundled));
    }
  }
};

/** A package is linked when the configuration runs: only then a name that it does not export is noticed. */
const missingExport = (text: string, { files, folder, modules }: Bundled) => {
  const [, url = '', name = ''] = /The requested module '([^']+)' does not provide an export named '([^']+)'/.exec(text) ?? [];
  if (name === '') return undefined;
  const module = Object.entries(modules).find(([, own]) => own === url)?.[0] ?? url.replace(/^.*\/node_modules\//, '');
  const imported = new RegExp(`import[^;]*\\b${name}\\b`);
  const places = files.filter(each => /\.[mc]?[jt]s$/.test(each)).flatMap(each => {
    const source = readFileSync(join(folder, each), 'utf8');
    const at = imported.exec(source);
    return at === null ? [] : [`${each}:${source.slice(0, at.index + at[0].lastIndexOf(name)).split('\n').length}`];
  });
  return { where: places[0], saw: `an import of ${name}, which ${module} does not export`, want: `a name that ${module} exports` };
};

/** Place in a person's file: the first line of the stack that stands in the bundle, mapped back. */
const thrownAt = (line: number | null, column: number | null, { map, file, folder }: Bundled): string | undefined => {
  if (line === null || column === null) return undefined;
  const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(line - 1, column - 1);
  if (!('originalSource' in entry)) return undefined;
  return `${relative(folder, resolve(folder, file, '..', entry.originalSource))}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
};
