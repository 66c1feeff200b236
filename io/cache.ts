/** What is kept between runs, outside of anybody's project. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this package keeps what takes long to make. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string => join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'payment-topology');
