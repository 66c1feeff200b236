/** What kwok does in the place of kubelets: how nodes come up and what becomes of pods. */

/** How long the pods of a plane take, in milliseconds. */
export interface PodTimes {
  /** From being bound to a node to Ready. */
  readonly readyAfterMs: number;
  /** From being deleted to being gone. */
  readonly goneAfterMs: number;
}

/** A pod whose image says so starts and never gets ready. */
export const NEVER_READY = 'never-ready';

type Expression = { readonly key: string } & ({ readonly operator: 'Exists' | 'DoesNotExist' } | { readonly operator: 'In' | 'NotIn'; readonly values: readonly string[] });

const stage = (name: string, kind: 'Node' | 'Pod', matchExpressions: readonly Expression[], delayMs: number, next: object) => ({
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind: 'Stage',
  metadata: { name },
  spec: { resourceRef: { apiGroup: 'v1', kind }, selector: { matchExpressions }, delay: { durationMilliseconds: delayMs }, next },
});

const READY = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const IS_ALIVE: Expression = { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' };
const NEVER = `.spec.containers | any(.image | contains("${NEVER_READY}"))`;
const OF_JOB = '.metadata.ownerReferences.[].kind';

const NODE_STATUS = `
{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
  message: {{ .message | Quote }}
  reason: {{ .reason | Quote }}
  status: {{ .status | Quote }}
  type: {{ .type | Quote }}
{{ end }}
phase: Running
`;

const podStatus = (ready: boolean): string => `
{{ $now := Now }}
conditions:
- lastTransitionTime: {{ $now | Quote }}
  status: "True"
  type: Initialized
- lastTransitionTime: {{ $now | Quote }}
  status: "${ready ? 'True' : 'False'}"
  type: Ready
- lastTransitionTime: {{ $now | Quote }}
  status: "${ready ? 'True' : 'False'}"
  type: ContainersReady
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: ${ready}
  started: true
  restartCount: 0
  state:
    running:
      startedAt: {{ $now | Quote }}
{{ end }}
{{ $podIPs := PodIPsWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) }}
{{ with $podIPs }}
podIP: {{ index . 0 | Quote }}
podIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
phase: Running
startTime: {{ $now | Quote }}
`;

const COMPLETED = `
{{ $now := Now }}
conditions:
- lastTransitionTime: {{ $now | Quote }}
  reason: PodCompleted
  status: "False"
  type: Ready
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: false
  started: false
  restartCount: 0
  state:
    terminated:
      exitCode: 0
      finishedAt: {{ $now | Quote }}
      reason: Completed
      startedAt: {{ $now | Quote }}
{{ end }}
phase: Succeeded
`;

/** Documents of kwok's configuration file. */
export const stages = ({ readyAfterMs, goneAfterMs }: PodTimes): readonly object[] => [
  stage('node-ready', 'Node', [{ key: READY, operator: 'NotIn', values: ['True'] }], 0, { statusTemplate: NODE_STATUS }),
  stage('pod-ready', 'Pod', [IS_ALIVE, { key: '.status.phase', operator: 'In', values: ['Pending'] }, { key: NEVER, operator: 'In', values: ['false'] }], readyAfterMs, { statusTemplate: podStatus(true) }),
  stage('pod-never-ready', 'Pod', [IS_ALIVE, { key: '.status.phase', operator: 'In', values: ['Pending'] }, { key: NEVER, operator: 'In', values: ['true'] }], readyAfterMs, { statusTemplate: podStatus(false) }),
  stage('pod-complete', 'Pod', [IS_ALIVE, { key: '.status.phase', operator: 'In', values: ['Running'] }, { key: OF_JOB, operator: 'In', values: ['Job'] }], readyAfterMs, { statusTemplate: COMPLETED }),
  stage('pod-gone', 'Pod', [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }], goneAfterMs, { delete: true }),
];
