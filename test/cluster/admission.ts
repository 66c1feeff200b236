/** What a region admits and to whom: rights, Pod Security, quotas, priorities. */
import { describe, expect, test } from 'vitest';
import { inTurns } from '../../io/in-turns.ts';
import type { Access } from '../../model/index.ts';
import { apply, type KubernetesObject, reasonOf } from './objects.ts';
import type { Plane } from './plane.ts';
import { type LivePod, type PodWatch, until } from './pods.ts';
import { nodesOfRegion, type Region } from './region.ts';

type Json = Readonly<Record<string, unknown>>;

/** @param plane on which the region stands, once tests run */
export const describeAdmission = (region: Region, plane: () => Plane, watch: () => PodWatch): void => {
  describe('rights', () => {
    const grants = region.files.topology.access;
    const namespaces = [...new Set(region.objects.flatMap(({ metadata }) => metadata.namespace ?? []))].sort();
    const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
    const OTHERS = ['/secrets', '/pods/exec', '/pods/attach', '/pods/portforward', '/pods/eviction', '/serviceaccounts', '/serviceaccounts/token', '/persistentvolumeclaims', 'apps/deployments/scale',
      'rbac.authorization.k8s.io/roles', 'rbac.authorization.k8s.io/rolebindings', 'batch/cronjobs', 'cert-manager.io/certificates', 'external-secrets.io/secretstores'];
    const resources = [...new Set([...grants.flatMap(({ rules }) => rules.flatMap(({ apiGroups, resources: all }) => apiGroups.flatMap(group => all.map(resource => `${group}/${resource}`)))), ...OTHERS])].sort();
    const names = [...new Set(grants.flatMap(({ rules }) => rules.flatMap(({ resourceNames = [] }) => resourceNames)))].sort();

    interface Question { readonly who: string; readonly namespace: string; readonly resource: string; readonly verb: string; readonly name: string }
    const nameOf = ({ subject }: Access): string => (subject.kind === 'ServiceAccount' ? `system:serviceaccount:${subject.namespace}:${subject.name}` : `${subject.kind}:${subject.name}`);
    const subjects = [...new Set(grants.map(nameOf)), 'Group:system:authenticated', 'system:serviceaccount:payments-core:payment-core', 'system:serviceaccount:payments-cde:token-vault'];
    const isNamed = (resource: string): boolean => grants.some(({ rules }) => rules.some(rule => rule.resourceNames !== undefined && rule.resources.some(each => resource.endsWith(`/${each}`))));
    const questions: readonly Question[] = subjects.flatMap(who => namespaces.flatMap(namespace => resources.flatMap(resource => VERBS.flatMap(verb =>
      ['', ...(isNamed(resource) && verb === 'create' ? names : [])].map(name => ({ who, namespace, resource, verb, name }))))));

    const expected = ({ who, namespace, resource, verb, name }: Question): boolean => grants.some(grant => nameOf(grant) === who && grant.namespace === namespace && grant.rules.some(rule =>
      rule.apiGroups.some(group => rule.resources.some(each => `${group}/${each}` === resource)) && rule.verbs.includes(verb) && (rule.resourceNames === undefined || rule.resourceNames.includes(name))));

    test('of everybody whom the topology names, and of some whom it does not, are what it says', async () => {
      const answers = await inTurns(questions, 8, async ({ who, namespace, resource, verb, name }) => {
        const [group = '', kind = '', subresource = ''] = resource.split('/');
        const subject = who.startsWith('Group:') ? { user: 'somebody', groups: [who.slice('Group:'.length)] } : { user: who, groups: ['system:serviceaccounts', `system:serviceaccounts:${who.split(':')[2]}`, 'system:authenticated'] };
        const { body } = await plane().api.request('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
          body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { ...subject, resourceAttributes: { namespace, verb, group, resource: kind, subresource, name } } },
        });
        return (body as { readonly status: { readonly allowed: boolean } }).status.allowed;
      });
      const differing = questions.filter((question, i) => answers[i] !== expected(question));
      expect(differing).toEqual([]);
      expect(answers.filter(Boolean).length).toBeGreaterThan(200);
      expect(answers.filter(allowed => !allowed).length).toBeGreaterThan(3000);
    });
  });

  describe('a namespace of ours', () => {
    const GOOD = {
      securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: 'RuntimeDefault' } }, serviceAccountName: 'payment-core', automountServiceAccountToken: false, priorityClassName: 'payments-tier-1',
      containers: [{ name: 'one', image: 'registry.invalid/one', resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '16Mi' } }, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
    };
    const tried = async (spec: Json): Promise<string> => reasonOf(await plane().api.request('POST', '/api/v1/namespaces/payments-core/pods', {
      query: { dryRun: 'All' }, body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' }, spec },
    }));
    const container = (change: Json, security: Json = {}): Json => ({ ...GOOD, containers: [{ ...GOOD.containers[0], ...change, securityContext: { ...GOOD.containers[0]?.securityContext, ...security } }] });

    test('takes a pod that keeps the rules', async () => {
      expect(await tried(GOOD)).toMatch(/^201 /);
    });

    const BROKEN: readonly (readonly [string, Json])[] = [
      ['privileged', container({}, { privileged: true, allowPrivilegeEscalation: true })],
      ['allowPrivilegeEscalation != false', container({}, { allowPrivilegeEscalation: true })],
      ['unrestricted capabilities', container({}, { capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } })],
      ['unrestricted capabilities', container({}, { capabilities: {} })],
      ['runAsNonRoot != true', container({}, { runAsNonRoot: false })],
      ['runAsUser=0', container({}, { runAsUser: 0 })],
      ['seccompProfile', { ...GOOD, securityContext: { runAsNonRoot: true, runAsUser: 10_001 } }],
      ['seccompProfile', container({}, { seccompProfile: { type: 'Unconfined' } })],
      ['host namespaces', { ...GOOD, hostNetwork: true }],
      ['host namespaces', { ...GOOD, hostPID: true }],
      ['host namespaces', { ...GOOD, hostIPC: true }],
      ['hostPort', container({ ports: [{ containerPort: 80, hostPort: 80 }] })],
      ['restricted volume types', { ...GOOD, volumes: [{ name: 'host', hostPath: { path: '/' } }] }],
      ['forbidden sysctls', { ...GOOD, securityContext: { ...GOOD.securityContext, sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }],
      ['seLinuxOptions', container({}, { seLinuxOptions: { user: 'root' } })],
      ['forbidden AppArmor profile', container({}, { appArmorProfile: { type: 'Unconfined' } })],
    ];

    test.each(BROKEN)('refuses %s', async (reason, spec) => {
      const answer = await tried(spec);
      expect(answer).toMatch(/^403 .*violates PodSecurity "restricted:/);
      expect(answer).toContain(reason);
    });

    test('refuses a priority that is not there, more than the quota holds, and a load balancer', async () => {
      expect(await tried({ ...GOOD, priorityClassName: 'made-up' })).toMatch(/^403 .*no PriorityClass with name made-up/);
      expect(await tried(container({ resources: { requests: { cpu: '1000', memory: '16Mi' }, limits: { memory: '16Mi' } } }))).toMatch(/^403 .*exceeded quota: segment.*requests.cpu/);
      const service = await plane().api.request('POST', '/api/v1/namespaces/payments-core/services', {
        query: { dryRun: 'All' }, body: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'open' }, spec: { type: 'LoadBalancer', ports: [{ port: 443 }] } },
      });
      expect(reasonOf(service)).toMatch(/^403 .*exceeded quota: segment.*services.loadbalancers/);
    });

    test('gives a container that asks for nothing what the limit range says', async () => {
      const { body } = await plane().api.request('POST', '/api/v1/namespaces/payments-core/pods', { query: { dryRun: 'All' }, body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' }, spec: container({ resources: {} }) } });
      expect((body as { spec: { containers: readonly Json[] } }).spec.containers[0]?.['resources']).toEqual({ limits: { memory: '256Mi' }, requests: { cpu: '50m', memory: '256Mi' } });
    });
  });

  describe('priorities', () => {
    const POOL = 'payment-topology.dev/pool';

    test('where tier 4 fills the nodes, tier 1 takes its place, and nobody else goes', async () => {
      const disrupted = new Map<string, LivePod>();
      const stop = watch().onChange(pod => { if (pod.disruption !== null) disrupted.set(pod.uid, pod); });
      const nodes = nodesOfRegion(region).filter(node => node.labels[POOL] === 'core');
      await apply(plane().api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'filler' } });
      const filler = (replicas: number): KubernetesObject => ({
        apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'filler', namespace: 'filler' },
        spec: {
          replicas, selector: { matchLabels: { 'app.kubernetes.io/name': 'filler' } },
          template: {
            metadata: { labels: { 'app.kubernetes.io/name': 'filler' } },
            spec: {
              priorityClassName: 'payments-tier-4', nodeSelector: { [POOL]: 'core' }, tolerations: [{ key: POOL, value: 'core', effect: 'NoSchedule' }],
              containers: [{ name: 'one', image: 'registry.invalid/one', resources: { requests: { cpu: '500m', memory: '512Mi' } } }],
            },
          },
        },
      } as KubernetesObject);
      // As many as could ever stand there: those that find no place wait, and show that the nodes are full.
      await apply(plane().api, filler(nodes.length * 16));
      const fillers = (): readonly LivePod[] => [...watch().pods.values()].filter(pod => pod.workload === 'filler');
      await until('full nodes', () => fillers().some(pod => pod.node !== null) && fillers().some(pod => pod.node === null) && watch().quietMs() > 3000, 120);
      const placed = fillers().filter(pod => pod.node !== null).length;
      expect(disrupted.size).toBe(0);

      const scaler = region.objects.find(({ kind, metadata }) => kind === 'HorizontalPodAutoscaler' && metadata.name === 'payment-core') as unknown as { readonly spec: { readonly maxReplicas: number } };
      const wanted = Math.min(20, scaler.spec.maxReplicas);
      await plane().api.request('PATCH', '/apis/autoscaling/v2/namespaces/payments-core/horizontalpodautoscalers/payment-core', { body: { spec: { minReplicas: wanted } }, contentType: 'application/merge-patch+json' });
      const ready = (): number => [...watch().pods.values()].filter(pod => pod.workload === 'payment-core' && pod.ready && !pod.leaving).length;
      await until('tier 1 runs', () => ready() === wanted, 120, () => ` ${ready()} of ${wanted}`);
      stop();
      expect(disrupted.size).toBeGreaterThanOrEqual(2);
      expect(new Set([...disrupted.values()].map(pod => `${pod.priorityClass} ${pod.disruption}`))).toEqual(new Set(['payments-tier-4 PreemptionByScheduler']));
      expect(fillers().filter(pod => pod.node !== null).length).toBeLessThan(placed);
      await plane().api.request('DELETE', '/apis/apps/v1/namespaces/filler/deployments/filler');
      await until('nobody fills the nodes', () => fillers().length === 0, 60);
    });
  });
};
