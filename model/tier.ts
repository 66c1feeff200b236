/**
 * The tier table: criticality 0–4 of part 061 §3, and everything that follows from it.
 *
 * Charts, Rego (as data, through `topology.json`) and reports read this one table. Numbers that the documents leave open
 * have their reason beside them.
 */

export type Tier = 0 | 1 | 2 | 3 | 4;

/** Cadence of one probe; all values in seconds but the thresholds. */
export interface ProbeCadence {
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

export interface TierRule {
  /** What being wrong or lost here means. */
  readonly means: string;
  /** Fewest replicas with three zones, whatever the load. */
  readonly leastReplicas: number;
  /** Whether the need must still be met after any one zone is gone. */
  readonly zoneHeadroom: boolean;
  /**
   * Spread over zones. `DoNotSchedule` goes with `nodeTaintsPolicy: Honor` and `minDomains` at most zones − 1: only then
   * does the loss of a zone heal.
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
   */
  readonly zoneSpread: 'DoNotSchedule' | 'ScheduleAnyway';
  readonly priority: { readonly className: string; readonly value: number; readonly preempts: boolean };
  /** Seconds a pod stays on a node that is not ready or unreachable before it is replaced (Kubernetes default: 300). */
  readonly tolerationSeconds: number;
  /** `maxSurge` is per zone: the rollout replaces one pod a zone at a time. */
  readonly rollout: { readonly maxUnavailable: number; readonly surgePerZone: number };
  readonly probes: { readonly readiness: ProbeCadence; readonly liveness: ProbeCadence; readonly startup: ProbeCadence };
  /** Whether the horizontal autoscaler may size it (lease holders and connection holders never are). */
  readonly autoscaled: boolean;
  /** Restored in this order after a disaster; the lowest first. */
  readonly recoveryOrder: number;
  /** Tiers that this tier may wait for synchronously. */
  readonly mayWaitFor: readonly Tier[];
}

const seconds = (periodSeconds: number, timeoutSeconds: number, failureThreshold: number): ProbeCadence =>
  ({ periodSeconds, timeoutSeconds, failureThreshold });

/** Liveness survives a JVM pause of 40 s and more; startup gives 3 minutes before liveness counts. */
const PATIENT = { liveness: seconds(10, 5, 4), startup: seconds(5, 3, 36) } as const;

export const TIERS: Readonly<Record<Tier, TierRule>> = {
  0: {
    means: 'wrong or lost here means financial truth is wrong',
    leastReplicas: 3, zoneHeadroom: true, zoneSpread: 'DoNotSchedule',
    priority: { className: 'payments-tier-0', value: 900_000, preempts: true },
    tolerationSeconds: 30, rollout: { maxUnavailable: 0, surgePerZone: 1 },
    probes: { readiness: seconds(5, 2, 2), ...PATIENT },
    autoscaled: false, recoveryOrder: 1, mayWaitFor: [0],
  },
  1: {
    means: 'the money-changing path',
    leastReplicas: 3, zoneHeadroom: true, zoneSpread: 'DoNotSchedule',
    priority: { className: 'payments-tier-1', value: 800_000, preempts: true },
    tolerationSeconds: 30, rollout: { maxUnavailable: 0, surgePerZone: 1 },
    probes: { readiness: seconds(5, 2, 2), ...PATIENT },
    autoscaled: true, recoveryOrder: 2, mayWaitFor: [0, 1, 2],
  },
  2: {
    means: 'may be late, must not be wrong',
    leastReplicas: 2, zoneHeadroom: true, zoneSpread: 'DoNotSchedule',
    priority: { className: 'payments-tier-2', value: 600_000, preempts: true },
    tolerationSeconds: 60, rollout: { maxUnavailable: 0, surgePerZone: 1 },
    probes: { readiness: seconds(10, 3, 2), ...PATIENT },
    autoscaled: true, recoveryOrder: 3, mayWaitFor: [0, 1, 2],
  },
  3: {
    means: 'may be stale',
    leastReplicas: 2, zoneHeadroom: false, zoneSpread: 'ScheduleAnyway',
    priority: { className: 'payments-tier-3', value: 400_000, preempts: false },
    tolerationSeconds: 120, rollout: { maxUnavailable: 1, surgePerZone: 1 },
    probes: { readiness: seconds(10, 3, 3), ...PATIENT },
    autoscaled: true, recoveryOrder: 4, mayWaitFor: [0, 1, 2, 3],
  },
  4: {
    means: 'must not affect the write path',
    leastReplicas: 1, zoneHeadroom: false, zoneSpread: 'ScheduleAnyway',
    priority: { className: 'payments-tier-4', value: 100_000, preempts: false },
    tolerationSeconds: 300, rollout: { maxUnavailable: 1, surgePerZone: 1 },
    probes: { readiness: seconds(15, 5, 3), ...PATIENT },
    autoscaled: true, recoveryOrder: 5, mayWaitFor: [0, 1, 2, 3, 4],
  },
};
