/** Starts a plane, says where, and does not stop it: for the test of what becomes of one whose owner is gone. */
import { startPlane } from './plane.ts';

const [programs = '', act] = process.argv.slice(2);
const { folder } = await startPlane({ programs: JSON.parse(programs), zones: ['a'] });
process.stdout.write(`${folder}\n`);
if (act === 'throw') throw new Error('as a test would');
