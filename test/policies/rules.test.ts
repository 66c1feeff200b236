import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Group, rulesIn, rulesPage } from '../../scripts/rules.ts';

const GROUPS: readonly Group[] = ['workload', 'terraform', 'run'];
const RULES = GROUPS.flatMap((group) => rulesIn(group).map((rule) => ({ ...rule, group })));

describe('what rules say about themselves', () => {
  test.each(RULES.map((rule) => [rule.package, rule] as const))('%s states title, reason, code, severity, repair and reference', (name, rule) => {
    expect(name).toMatch(new RegExp(`^payments\\.${rule.group}\\.[a-z0-9_]+$`));
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
    expect(rule.description.length).toBeGreaterThan(40);
    expect(Object.keys(rule.custom).filter((key) => key !== 'expects').sort()).toEqual(['applies', 'code', 'references', 'severity', 'what_to_do']);
    expect(rule.custom.code).toMatch(rule.group === 'terraform' ? /^PT-5\d\d$/ : /^PT-2\d\d$/);
    expect(['high', 'medium', 'low']).toContain(rule.custom.severity);
    expect(rule.custom.what_to_do).toMatch(/\.$/);
    expect(rule.custom.references.length).toBeGreaterThan(0);
  });

  test('no two rules share a code', () => {
    const codes = RULES.map((rule) => rule.custom.code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  test('policies are written as the formatter of Rego writes them', () => {
    expect(() => execFileSync('conftest', ['fmt', '--check', 'policies'], { stdio: 'pipe' })).not.toThrow();
  });

  test('docs/rules.md is what the rules say', () => {
    expect(readFileSync('docs/rules.md', 'utf8')).toBe(rulesPage());
  });
});
