import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../io/yaml.ts';

const both = (text: string) => [parse(text, { version: '1.2' }), parse(text, { version: '1.1' })];

const AWKWARD = [
  'yes', 'No', 'on', 'off', 'y', 'N', 'true', 'null', '~', '', ' ', '1', '-1', '1.5', '1e3', '0x1f', '0o400', '0400', '1_000', '12:30:45', '2026-11-21', '.inf', '-.inf', '.5',
  '- a', '-', '--', '---', '...', '? a', ': a', 'a: b', 'a:', 'a #b', '#a', '&a', '*a', '!a', '|', '>', '%a', '@a', '`a', '{}', '[]', '{a: b}', '[a]', '"a"', "'a'", 'a ', ' a', '=', '<<',
  '500m', '1Gi', '25%', '30s', '10.0.0.0/16', '10.1', '1.2.3', 'payments-core', '/health/live', '-Xmx1g', '--flag=1', 'PT-103 a › b: c', 'tab\tin', 'cr\rin', 'nul\u0000', '\u2028', '\ufeff', '😀', '\ud800',
  'a\n', 'a\nb', 'a\n\n', '\na', ' a\nb', 'a \n b\n', 'select 1;\n\n-- why\n  insert;\n', '\n', '\n\n', 'a\r\nb', 'a\n\tb', 'a\n# b', 'a\n---\nb', 'a\n \n', 'a\n \nb\n',
];

it.each(AWKWARD.map(text => [JSON.stringify(text), text]))('%s is the same text when it is read again', (_, text) => {
  const document = { key: text, [text]: 'key', list: [text, [text]], deep: [{ a: text, b: [{ c: text }] }] };
  for (const read of both(toYaml(document))) expect(read).toEqual(document);
});

it('anything that JSON holds is the same when it is read again', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...' \n:#-\'"{}[]|>&*!%@`,?=ab1.~\t') }), fc.constantFrom(...AWKWARD));
  const json = fc.letrec(tie => ({
    value: fc.oneof({ depthSize: 'small' }, text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).filter(n => !Object.is(n, -0)), fc.boolean(), fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(text.filter(key => key !== '__proto__'), tie('value'), { maxKeys: 4 })),
  })).value;
  fc.assert(fc.property(fc.dictionary(text.filter(key => key !== '__proto__'), json), document => {
    expect(parse(toYaml(document))).toEqual(document);
  }), { numRuns: 500 });
});

it('what a reviewer reads is plain', () => {
  expect(toYaml({
    apiVersion: 'apps/v1', metadata: { labels: { 'app.kubernetes.io/name': 'payment-core', 'payment-topology.dev/tier': '1' }, annotations: {} },
    spec: { containers: [{ name: 'app', args: ['-Xmx512m', '--port=8443'], resources: { cpu: '500m', memory: '1Gi' } }], mode: 288, empty: [] },
    sql: 'create role a;\ngrant b to a;\n',
  })).toBe(`apiVersion: apps/v1
metadata:
  labels:
    app.kubernetes.io/name: payment-core
    payment-topology.dev/tier: "1"
  annotations: {}
spec:
  containers:
    - name: app
      args:
        - -Xmx512m
        - --port=8443
      resources:
        cpu: 500m
        memory: 1Gi
  mode: 288
  empty: []
sql: |
  create role a;
  grant b to a;
`);
});

it('what JSON does not have is refused, not lost', () => {
  expect(() => toYaml({ a: Number.NaN })).toThrow('NaN');
  expect(() => toYaml({ a: () => 1 })).toThrow('function');
});
