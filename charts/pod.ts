/** The parts of a pod that services and jobs share: who it runs as, where it may run, which files it sees. */
import { POOL_LABEL } from '../model/index.ts';
import type { Topology, Workload } from '../model/index.ts';
import { accessNameOf, SECRETS_PATH, secretsNameOf, TLS_PATH, tlsNameOf } from './principal.ts';
import type { Principal } from './principal.ts';

/** User and group of every image; `restricted` asks only that it is not root. */
const UID = 10_001;

/** 0400: kubelet widens it to 0440 for `fsGroup`, which is the pod's own; others never read. */
const OWNER_READS = 0o400;

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: UID,
  runAsGroup: UID,
  fsGroup: UID,
  fsGroupChangePolicy: 'OnRootMismatch' as const,
  seccompProfile: { type: 'RuntimeDefault' as const },
};

export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  privileged: false,
  capabilities: { drop: ['ALL'] },
};

/** By digest. A missing digest stays visible as a tag that no registry has, for a policy to find and no node to run. */
export const imageOf = ({ image }: Pick<Principal, 'image'>, topology: Topology): string =>
  `${topology.environment.registry}/${image.repository}${image.digest === null ? ':undigested' : `@${image.digest}`}`;

/**
 * Request and limit of memory are equal, so that nobody is killed for a neighbour. No CPU limit: throttling in the middle of a
 * garbage collection is latency that no graph explains, and requests share the CPU fairly.
 */
export const resourcesOf = ({ resources }: Pick<Workload, 'resources'>) => ({
  requests: { cpu: `${resources.cpuMillis}m`, memory: `${resources.memoryMiB}Mi` },
  limits: { memory: `${resources.memoryMiB}Mi` },
});

/** Taint *and* selector: the taint keeps others out of the pool, the selector keeps this pod in it. */
export const placementOf = (pool: string) => ({
  nodeSelector: { [POOL_LABEL]: pool },
  tolerations: [{ key: POOL_LABEL, operator: 'Equal' as const, value: pool, effect: 'NoSchedule' as const }],
});

/**
 * How long a pod stays bound to a node that is gone. Without these Kubernetes adds 300 s.
 *
 * Only the `NoExecute` taint is tolerated: the `NoSchedule` one must still keep new pods away, and must still exclude the
 * dead zone from spreading.
 */
export const lossTolerations = (tolerationSeconds: number) =>
  ['not-ready', 'unreachable'].map(state => ({
    key: `node.kubernetes.io/${state}`, operator: 'Exists' as const, effect: 'NoExecute' as const, tolerationSeconds,
  }));

/** Scratch space, bounded: a full disk of one pod must not evict its neighbours. */
const TMP = { volume: { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } }, mount: { name: 'tmp', mountPath: '/tmp' } };

const fileMount = (name: string, mountPath: string) => ({ name, mountPath, readOnly: true });

/** Secrets as files, never as environment variables: those are inherited by children and printed by crash reports. */
export const secretVolume = (principal: Principal, withAccess: boolean) => {
  const sources = [
    ...(principal.secrets.length === 0 ? [] : [{ secret: { name: secretsNameOf(principal.name) } }]),
    // Optional, because only operators in the cluster issue certificates: the pod is the same where AWS runs the stores.
    ...(withAccess ? [{ secret: { name: accessNameOf(principal.name), optional: true } }] : []),
  ];
  return sources.length === 0 ? [] : [{
    volume: { name: 'secrets', projected: { defaultMode: OWNER_READS, sources } },
    mount: fileMount('secrets', SECRETS_PATH),
  }];
};

/** The workload's own certificate and key, and the authority that all of ours trust. */
export const tlsVolume = (name: string) =>
  ({ volume: { name: 'tls', secret: { secretName: tlsNameOf(name), defaultMode: OWNER_READS } }, mount: fileMount('tls', TLS_PATH) });

/** Files of a ConfigMap. */
export const configVolume = (configMap: string, mountPath: string) =>
  ({ volume: { name: 'config', configMap: { name: configMap } }, mount: fileMount('config', mountPath) });

type VolumeAndMount = ReturnType<typeof tlsVolume> | ReturnType<typeof configVolume> | ReturnType<typeof secretVolume>[number];

/** Volumes of the pod and mounts of its one container, with `/tmp` first. */
export const volumesOf = (parts: readonly VolumeAndMount[]) => ({
  volumes: [TMP.volume, ...parts.map(part => part.volume)],
  volumeMounts: [TMP.mount, ...parts.map(part => part.mount)],
});
