import { describe, expect, test } from 'vitest';
import type { SurviveFiles } from '../../../analysis/survive/cluster.ts';
import { budget, deployment, judgedOf, quota, small } from './regions.ts';

describe('what no API server takes', () => {
  const saidOf = (object: object, files = small({ objects: [object as never] })): readonly string[] => judgedOf(files, { scenarios: ['as-it-stands'] }).survived.cluster.problems.map(({ at, saw }) => `${at}: ${saw}`);
  const refusing = (update: object): ReturnType<typeof small> => {
    const files = small({ objects: [deployment('api')] });
    const [{ json }] = files.terraform as unknown as readonly [{ readonly json: { readonly resource: { readonly aws_eks_node_group: Record<string, { update_config: object }> } } }];
    (json.resource.aws_eks_node_group['a'] as { update_config: object }).update_config = update;
    return files;
  };
  const REFUSED: readonly (readonly [string, object, string])[] = [
    ['neither surge nor one that is unavailable', deployment('api', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } }), 'strategy.rollingUpdate: maxSurge and maxUnavailable of 0'],
    ['a negative grace', deployment('api', { spec: { terminationGracePeriodSeconds: -1 } }), "spec.template.spec.terminationGracePeriodSeconds: '-1'"],
    ['less than no time to settle', { ...deployment('api'), spec: { ...deployment('api')['spec'] as object, minReadySeconds: -100 } }, "spec.minReadySeconds: '-100'"],
    ['a toleration of words', deployment('api', { spec: { tolerations: [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', tolerationSeconds: 'long' }] } }), "spec.template.spec.tolerations.tolerationSeconds: 'long'"],
    ['a probe that fails less than never', deployment('api', { spec: { containers: [{ name: 'api', image: 'i', readinessProbe: { periodSeconds: -2 } }] } }), "spec.template.spec.containers probe periodSeconds: '-2'"],
  ];

  test.each(REFUSED)('%s', (_what, object, said) => {
    expect(saidOf(object)).toEqual([`Deployment payments/api ${said}`]);
  });

  test('a folder without workloads is not judged', () => {
    expect(saidOf({}, small({ objects: [] }))).toEqual(['manifests: no workload']);
  });

  test.each([
    [{ max_unavailable_percentage: 0 }, '0'], [{ max_unavailable_percentage: 50, max_unavailable: 1 }, '50 beside max_unavailable'],
  ])('an upgrade of %j', (update, saw) => {
    expect(saidOf({}, refusing(update))).toEqual([`resource.aws_eks_node_group.a update_config.max_unavailable_percentage: ${saw}`]);
  });
});

describe('what is no amount', () => {
  const problems = (...objects: Parameters<typeof small>[0]['objects'][number][]) => judgedOf(small({ objects }), { scenarios: ['as-it-stands'] }).survived.cluster.problems.map(({ at, saw, want }) => `${at}: saw ${saw}; want ${want}`);

  test.each([
    [deployment('api', { cpu: '1x' }), "Deployment payments/api container api resources.requests.cpu: saw '1x'; want an amount such as 500m or 1Gi"],
    [{ ...deployment('api'), spec: { ...deployment('api')['spec'] as object, replicas: 'six' } }, "Deployment payments/api spec.replicas: saw 'six'; want a whole number up to 5000"],
    [{ ...deployment('api'), spec: { ...deployment('api')['spec'] as object, replicas: 1_000_000 } }, "Deployment payments/api spec.replicas: saw '1000000'; want a whole number up to 5000"],
    [quota({ pods: 'many' }), "ResourceQuota payments/quota spec.hard.pods: saw 'many'; want a whole number up to 5000"],
    [budget('api', { maxUnavailable: 'some' }), "PodDisruptionBudget payments/api spec.maxUnavailable: saw 'some'; want a number of pods or a percentage"],
    [budget('api', {}), 'PodDisruptionBudget payments/api spec.maxUnavailable: saw nothing; want a number of pods or a percentage'],
  ])('is said: %#', (object, says) => {
    expect(problems(object)).toEqual([says]);
  });
});

describe('what is not there', () => {
  const remarks = (files: SurviveFiles): string => judgedOf(files, { scenarios: ['as-it-stands'] }).survived.cluster.notModelled.join('; ');

  test('a workload that the topology declares and no file holds is said', () => {
    const files = small({ objects: [deployment('api')] });
    const planned = { name: 'gone', namespace: 'payments', replicas: 3, maxReplicas: 3, need: { steady: 2, peak: 2 }, tolerationSeconds: 30 };
    expect(remarks(files)).not.toContain('gone');
    expect(remarks({ ...files, topology: { ...files.topology, workloads: { gone: planned } } as unknown as SurviveFiles['topology'] })).toContain('what topology.json declares and no file holds: gone');
  });

  test('Terraform that makes no nodes is said', () => {
    const files = small({ objects: [deployment('api')] });
    expect(remarks(files)).not.toContain('no Terraform');
    expect(remarks({ ...files, terraform: [] })).toContain('for no Terraform makes any');
  });
});
