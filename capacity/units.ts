/** Kubernetes quantities as integers. */

const MEMORY: Readonly<Record<string, number>> = { Ki: 1 / 1024, Mi: 1, Gi: 1024, Ti: 1024 * 1024 };

/** `500m` → 500, `2` → 2000. @returns null when it is not a CPU quantity */
export const cpuMillis = (text: string): number | null => {
  const match = /^(\d+)(m?)$/.exec(text);
  return match === null ? null : Number(match[1]) * (match[2] === 'm' ? 1 : 1000);
};

/** `1Gi` → 1024. @returns null when it is not a memory quantity in Ki, Mi, Gi or Ti of whole MiB */
export const memoryMiB = (text: string): number | null => {
  const match = /^(\d+)(Ki|Mi|Gi|Ti)$/.exec(text);
  if (match === null) return null;
  const value = Number(match[1]) * (MEMORY[match[2] as string] as number);
  return Number.isInteger(value) ? value : null;
};
