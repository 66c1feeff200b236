import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Reading } from '../../io/documents.ts';
import { documentsBelow, documentsIn } from '../../io/documents.ts';

let folder = '';
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'payment-topology-documents-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (files: Readonly<Record<string, string>>) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const reading: Reading = { files: 0, problems: [] };
  const documents = [...documentsBelow(folder, reading)];
  return { documents, ...reading };
};

const inText = (text: string, file = 'a.yaml') => {
  const problems: Reading['problems'] = [];
  return { values: [...documentsIn(file, file, text, { problems })].map(({ index, value }) => [index, value]), problems };
};

describe('a folder', () => {
  it('is read file by file in order of path, and what is neither YAML nor JSON is not looked at', () => {
    const { documents, files, problems } = read({ 'b.yml': 'b: 1', 'a/z.json': '{"z": 1}', 'a.yaml': 'a: 1\n---\na: 2', 'README.md': '{', '.git/x.yaml': '{', 'node_modules/x/y.yaml': '{' });
    expect(documents).toEqual([
      { file: 'a.yaml', index: 0, value: { a: 1 } }, { file: 'a.yaml', index: 1, value: { a: 2 } }, { file: 'a/z.json', index: 0, value: { z: 1 } }, { file: 'b.yml', index: 0, value: { b: 1 } },
    ]);
    expect({ files, problems }).toEqual({ files: 3, problems: [] });
  });

  it('with a document that is broken says file, line and column, and reads the rest', () => {
    const { documents, problems } = read({ 'a.yaml': 'a: 1\n---\n# second\nb: [1,\nc: 2\n---\nd: 3\n', 'b.json': '{\n  "a": 1,,\n}', 'c.yaml': 'e: 4\ne: 5\n' });
    expect(documents.map(({ index, value }) => [index, value])).toEqual([[0, { a: 1 }], [2, { d: 3 }]]);
    expect(problems.map(({ code, where }) => [code, where.slice(folder.length + 1)])).toEqual([['PT-014', 'a.yaml:5:1'], ['PT-014', 'b.json:2:10'], ['PT-014', 'c.yaml:2:1']]);
    expect(problems[2]?.saw).toBe('map keys must be unique');
  });
});

describe('what has the name of a file and is none', () => {
  const beside = (make: (path: string) => void, name = 'b.yaml') => {
    make(join(folder, name));
    const { documents, problems } = read({ 'a.yaml': 'a: 1', 'c.json': '{"c": 1}' });
    return { read: documents.map(({ file }) => file), problems: problems.map(({ code, where, saw }) => `${code} ${where.slice(folder.length + 1)}: ${saw}`) };
  };
  it.each([
    ['a link to nothing', (path: string) => symlinkSync('gone.yaml', path), 'a link to gone.yaml: nothing there'],
    ['a link to itself', (path: string) => symlinkSync('b.yaml', path), 'a link to b.yaml: links that lead in a circle'],
    ['a link to a folder', (path: string) => symlinkSync('.', path), 'a link to .: a folder where a file should be'],
    ['a folder', (path: string) => mkdirSync(path), 'a folder where a file should be'],
    ['a pipe, which nobody waits for', (path: string) => execFileSync('mkfifo', [path]), 'a pipe, a socket or a device'],
  ])('%s is said, and the rest is read', (_, make, saw) => {
    expect(beside(make)).toEqual({ read: ['a.yaml', 'c.json'], problems: [`PT-008 b.yaml: ${saw}`] });
  });

  it('a link to a folder is said under any name but that of packages and hidden things', () => {
    expect(beside(path => symlinkSync('.', path), 'more')).toEqual({ read: ['a.yaml', 'c.json'], problems: ['PT-008 more: a link to a folder, which is not followed'] });
    rmSync(join(folder, 'more'));
    for (const [name, to] of [['node_modules', '.'], ['.cache', '.'], ['gone', 'nowhere']] as const) expect(beside(path => symlinkSync(to, path), name).problems).toEqual([]);
  });

  it('a link to a file is read like the file, and files of a folder with an ending, too', () => {
    expect(beside(path => symlinkSync('a.yaml', path))).toEqual({ read: ['a.yaml', 'b.yaml', 'c.json'], problems: [] });
    rmSync(join(folder, 'b.yaml'));
    expect(beside(path => { mkdirSync(path); writeFileSync(join(path, 'd.yaml'), 'd: 1'); }).read).toEqual(['a.yaml', 'b.yaml/d.yaml', 'c.json']);
  });
});

describe('documents of one file', () => {
  it.each([
    ['empty ones do not count', '---\n# nothing\n---\na: 1\n---\n\n---\n#####################################\nb: 2\n...\n', [[0, { a: 1 }], [1, { b: 2 }]]],
    ['one may begin behind its mark', '--- {a: 1}\n--- # why\nb: 2\n', [[0, { a: 1 }], [1, { b: 2 }]]],
    ['a text may look like a mark', 'a: |\n  ---\n  ...\nb: "x\n  ---"\n', [[0, { a: '---\n...\n', b: 'x ---' }]]],
    ['directives belong to what follows', '%YAML 1.2\n---\na: 1\n...\n# c\n%YAML 1.2\n---\nb: 2\n', [[0, { a: 1 }], [1, { b: 2 }]]],
    ['anchors and merges are followed', 'a: &x {b: 1}\nc: {<<: *x, d: 2}\n', [[0, { a: { b: 1 }, c: { b: 1, d: 2 } }]]],
    ['line ends may be those of Windows, and a byte order mark may come first', '\ufeffa: 1\r\n---\r\nb: 2\r\n', [[0, { a: 1 }], [1, { b: 2 }]]],
    ['a file may be empty', '', []],
  ])('%s', (_, text, wanted) => expect(inText(text)).toEqual({ values: wanted, problems: [] }));

  it('aliases that grow without end are a problem, not an empty memory', () => {
    const bomb = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]', ...'bcdefgh'.split('').map((name, i) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefg'[i]}`).join(', ')}]`)].join('\n');
    expect(inText(bomb).problems).toMatchObject([{ code: 'PT-014', saw: expect.stringContaining('alias') }]);
  });

  it('are those that the library finds, wherever marks, comments and blank lines stand', () => {
    const line = fc.constantFrom('---', '--- # c', '# c', '', 'a: 1', 'b: |', '  ---', '  text', 'c:', '  - 1', '  - "x"', '### #');
    fc.assert(fc.property(fc.array(line, { maxLength: 12 }), lines => {
      const text = `${lines.join('\n')}\n`;
      const library = parseAllDocuments(text, { logLevel: 'silent' });
      const known = Array.isArray(library) ? library : [];
      fc.pre(known.every(({ errors }) => errors.length === 0));
      const { values, problems } = inText(text);
      expect(problems).toEqual([]);
      expect(values.map(([, value]) => value)).toEqual(known.map(document => document.toJS() as unknown).filter(value => value !== null));
    }), { numRuns: 2_000 });
  });
});
