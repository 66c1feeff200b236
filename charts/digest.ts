/** A short fingerprint of settings, computed without any library. */

const OFFSET = 0x81_1c_9d_c5;
const PRIME = 0x01_00_01_93;

/**
 * FNV-1a over the entries in order, as eight hexadecimal digits.
 *
 * A changed ConfigMap does not restart pods that read it at start, and half a Deployment with the old pool size is worse than
 * either. Names must not carry hashes (the old object would be orphaned), so the pod template carries this in an annotation:
 * it changes when, and only when, the settings do. It guards against nobody, so it need not be cryptographic.
 */
export const fingerprint = (settings: Readonly<Record<string, string>>): string => {
  let hash = OFFSET;
  for (const [key, value] of Object.entries(settings)) {
    for (const character of `${key}=${value}\n`) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), PRIME);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
};
