/** Which version of this package runs. */
import { readFileSync } from 'node:fs';

/** From the nearest `package.json` above that is ours: built or from source, it stands at another depth. */
export const ownVersion = (from: URL = new URL('.', import.meta.url)): string => {
  try {
    const { name, version } = JSON.parse(readFileSync(new URL('package.json', from), 'utf8')) as { readonly name?: string; readonly version?: string };
    if (name === 'payment-topology' && version !== undefined) return version;
  } catch {
    // none here: look above
  }
  const above = new URL('..', from);
  return above.href === from.href ? 'unknown' : ownVersion(above);
};
