import { describe, expect, test } from 'vitest';
import { type Group, rulesIn } from '../../scripts/rules.ts';
import { type Fixture, fixturesOf, judge } from './fixtures.ts';

const GROUPS = (['workload', 'terraform', 'run'] as const).filter((group: Group) => rulesIn(group).length > 0);

/** All groups at once: two cores, three runs. */
const judged = await Promise.all(GROUPS.map(async (group) => {
  const fixtures = fixturesOf(group);
  return { group, fixtures, verdicts: await judge(group, fixtures) };
}));

for (const { group, fixtures, verdicts } of judged) {
  const codes = new Map(rulesIn(group).map((rule) => [rule.package, rule.custom.code]));
  const verdictOf = (fixture: Fixture) => {
    const verdict = verdicts.get(fixture);
    if (verdict === undefined) throw new Error(fixture.name);
    return verdict;
  };

  describe(`rules of ${group}`, () => {
    test.each([...codes.keys()].map((name) => name.replace(/.*\./, '')))('%s has a passing and a failing fixture', (rule) => {
      expect(new Set(fixtures.filter((fixture) => fixture.rule === rule).map((fixture) => fixture.verdict))).toEqual(new Set(['success', 'failure']));
    });

    test.each(fixtures.map((fixture) => [`${fixture.rule} ${fixture.name}`, fixture] as const))('%s', (_, fixture) => {
      const { findings, messages, examined } = verdictOf(fixture);
      const name = `payments.${group}.${fixture.rule}`;
      if (fixture.verdict === 'success') {
        expect(messages).toEqual([]);
        if (group !== 'run') expect(examined.get(name), 'subjects that the rule examined').toBeGreaterThan(0);
      } else expect([...new Set(findings)], messages.join('\n')).toEqual([codes.get(name)]);
    });
  });
}
