/** Findings in the forms that pull requests show: SARIF 2.1.0 and JUnit. */
import { isAbsolute, relative, sep } from 'node:path';
import type { CheckRun, Examined, Finding } from '../model/index.ts';
import { problemText } from '../io/problem.ts';

const LEVELS = { high: 'error', medium: 'warning', low: 'note' } as const;

/** @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export const sarif = ({ findings, examined }: CheckRun, folder: string): string => `${JSON.stringify({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [{
    tool: { driver: { name: 'payment-topology', informationUri: 'https://www.npmjs.com/package/payment-topology', rules: rulesOf(examined).map(rule => ({
      id: rule.code, name: rule.rule, shortDescription: { text: rule.title }, help: { text: rule.what_to_do }, defaultConfiguration: { level: LEVELS[rule.severity] },
    })) } },
    results: findings.map(finding => ({
      ruleId: finding.code,
      level: LEVELS[finding.severity],
      message: { text: messageOf(finding) },
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(finding.path, folder) } }, logicalLocations: [{ fullyQualifiedName: finding.object }] }],
      partialFingerprints: { finding: `${finding.code} ${finding.region} ${finding.object}` },
    })),
  }],
}, null, 2)}\n`;

/** A test case for each rule and region, so that a reader sees what was examined, too. */
export const junit = ({ findings, examined }: CheckRun): string => {
  const cases = examined.map(entry => ({ entry, failures: findings.filter(({ rule, region }) => rule === entry.rule && region === entry.region) }));
  const known = new Set(cases.flatMap(({ failures }) => failures));
  const others = findings.filter(finding => !known.has(finding));
  const failed = cases.filter(({ failures }) => failures.length > 0).length + others.length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="payment-topology" tests="${cases.length + others.length}" failures="${failed}">`,
    `  <testsuite name="policies" tests="${cases.length + others.length}" failures="${failed}">`,
    ...cases.map(({ entry, failures }) => testCase(`${entry.code} ${entry.title} (${entry.examined} examined)`, entry.region, failures)),
    ...others.map(finding => testCase(`${finding.code} ${finding.object}`, finding.region, [finding])),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

const testCase = (name: string, region: string, failures: readonly Finding[]): string => {
  const head = `    <testcase classname="${escaped(region)}" name="${escaped(name)}"`;
  if (failures.length === 0) return `${head}/>`;
  const text = failures.map(finding => `${messageOf(finding)}\n  ${finding.path}`).join('\n');
  return `${head}>\n      <failure message="${escaped(failures.length === 1 ? messageOf(failures[0] as Finding) : `${failures.length} findings`)}">${escaped(text)}</failure>\n    </testcase>`;
};

const rulesOf = (examined: readonly Examined[]): readonly Examined[] => [...new Map(examined.map(entry => [entry.rule, entry])).values()];
const messageOf = ({ code, region, object, saw, want }: Finding): string => problemText({ code, where: [region, object].filter(Boolean).join(' '), saw, want });
const uriOf = (path: string, folder: string): string => (isAbsolute(path) ? relative(folder, path) : path).split(sep).map(encodeURIComponent).join('/');
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
