/**
 * Requirements of PCI DSS v4.0.1 in our own words, and what of them the files prove. Numbers follow public mappings, not the standard's own text: an
 * assessor reads the wording. Nothing here claims compliance.
 */
import type { Evidence } from './words.ts';

interface Requirement {
  readonly id: string;
  readonly asks: string;
  /** `proven` by rules, `supported` by what a table says, a `process` of people, or `not covered`. */
  readonly can: 'proven' | 'supported' | 'process' | 'not covered';
  /** Rules that all must have looked at something and found nothing. */
  readonly rules: readonly string[];
  /** Files of the bundle to read. */
  readonly reads: readonly string[];
  readonly rest: string;
}

const row = (id: string, asks: string, can: Requirement['can'], rules: string, reads: string, rest: string): Requirement =>
  ({ id, asks, can, rules: rules === '' ? [] : rules.split(' ').map(code => `PT-${code}`), reads: reads === '' ? [] : reads.split(' '), rest });

const REQUIREMENTS: readonly Requirement[] = [
  row('1.2.1', 'rules for network controls exist and are applied', 'proven', '250 251 302 303 304 305', 'connections.csv', 'that they are applied to a running cluster'),
  row('1.2.2', 'changes of connections go through change control', 'supported', '', 'boundary.json diff/summary.md', 'who approved: the pull request'),
  row('1.2.3', 'a network diagram shows every connection of the CDE', 'proven', '300', 'network.svg connections.csv', ''),
  row('1.2.4', 'a diagram shows the flows of account data', 'supported', '301 322', 'dataflow.svg flows.csv', 'what a program puts into a message'),
  row('1.2.5', 'every allowed service, protocol and port is listed and justified', 'proven', '300 301 302 303 304 305 306', 'connections.csv', 'that the business still needs it'),
  row('1.2.6', 'unencrypted services have something that makes up for it', 'proven', '322', 'insecure.csv', ''),
  row('1.2.7', 'rule sets are reviewed every six months', 'supported', '331', 'manifest.json', 'the review itself'),
  row('1.2.8', 'files of rules are protected and equal what is active', 'supported', '290', 'manifest.json', 'the comparison with a running cluster'),
  row('1.3.1', 'only what is needed gets into the CDE', 'proven', '300 303 304 305', 'connections.csv segmentation-tests.csv', ''),
  row('1.3.2', 'only what is needed gets out of the CDE', 'proven', '300 302 304 305 306', 'connections.csv', ''),
  row('1.4.1', 'network controls stand between trusted and untrusted networks', 'proven', '305 513 554', 'network.svg', ''),
  row('1.4.2', 'untrusted networks reach authorised public components only', 'proven', '300 550', 'connections.csv', ''),
  row('1.4.3', 'nobody sends under another\'s address', 'supported', '230', '', 'source checks of the network, which are on unless somebody turns them off'),
  row('1.4.4', 'stores are never reached directly from untrusted networks', 'proven', '323 510', 'scope.csv', ''),
  row('1.4.5', 'internal addresses are disclosed to nobody outside', 'supported', '256', '', 'headers that programs send'),
  row('1.5.1', 'no device joins an untrusted network and the CDE', 'supported', '300 561 565', 'connections.csv', 'computers of people'),
  row('2.2.3', 'functions of different security levels are apart', 'proven', '262 263 320', 'scope.csv', ''),
  row('2.2.4', 'only needed functions are on', 'proven', '231 256', '', 'what is inside an image'),
  row('2.2.5', 'unencrypted services are justified', 'proven', '322', 'insecure.csv', ''),
  row('2.2.6', 'settings prevent misuse', 'proven', '230 235 560', '', ''),
  row('2.2.7', 'administrative access is encrypted', 'proven', '561 565', '', ''),
  row('3.5.1', 'stored card numbers are unreadable', 'supported', '500 501', 'keys.csv', 'encryption of fields is the vault program\'s'),
  row('3.6.1', 'keys are protected and have few custodians', 'proven', '503 504 505', 'keys.csv', ''),
  row('3.7', 'keys have a life cycle', 'supported', '503', 'keys.csv', 'destruction and replacement in an emergency'),
  row('4.2.1', 'strong cryptography over open networks', 'proven', '322 530', 'ciphers.csv certs.csv', 'the providers\' own end'),
  row('4.2.1.1', 'keys and certificates are listed', 'proven', '245', 'certs.csv keys.csv', ''),
  row('6.3.2', 'software is listed', 'supported', '234', 'images.csv', 'what is inside an image: its bill of materials'),
  row('6.3.3', 'security patches are applied', 'supported', '', 'images.csv', 'when they are'),
  row('6.4.2', 'public applications have an automated protection', 'proven', '558', '', ''),
  row('6.5.2', 'a significant change confirms the scope again', 'supported', '330', 'boundary.json diff/summary.md', 'the review itself'),
  row('6.5.3', 'lower environments are apart', 'proven', '247 582', '', ''),
  row('6.5.5', 'lower environments have no real card numbers', 'supported', '246 247', '', 'the data that somebody copies'),
  row('7.2.2', 'rights are the least that is needed', 'proven', '204 307 308 309 310 311', 'access.csv', ''),
  row('7.2.4', 'rights are reviewed', 'supported', '331', 'diff/summary.md access.csv', 'the review itself'),
  row('7.2.5', 'machines have the least rights', 'proven', '202 203 276 307 308 310', 'access.csv', ''),
  row('7.2.6', 'queries of stored card data are restricted', 'proven', '300 308', 'access.csv connections.csv', ''),
  row('8.3.2', 'credentials are encrypted and never in code', 'proven', '240 242 243 570', 'secrets.csv', ''),
  row('8.4.2', 'people enter the CDE with a second factor', 'process', '', 'access.csv', 'the identity provider'),
  row('8.6.1', 'nobody uses a machine\'s account by hand', 'proven', '204 311', 'access.csv', ''),
  row('10.2.1', 'audit logs are on', 'proven', '541 542 544', 'logs.csv', 'what programs log'),
  row('10.3', 'audit logs are protected', 'proven', '546 576', 'logs.csv', ''),
  row('10.5.1', 'logs are kept for twelve months', 'proven', '540', 'logs.csv', ''),
  row('10.7.2', 'failure of a control is noticed', 'supported', '', '', 'somebody who answers'),
  row('11.3.1', 'internal scans', 'supported', '566', '', 'the scans'),
  row('11.4.5', 'penetration tests prove the segmentation', 'supported', '300', 'segmentation-tests.csv', 'the tests'),
  row('11.5.1', 'intrusions and changes are noticed', 'supported', '230', '', 'the detection in operation'),
  row('12.3.3', 'ciphers and protocols are listed', 'proven', '530', 'ciphers.csv', ''),
  row('12.5.1', 'components in scope are listed', 'proven', '320', 'scope.csv', ''),
  row('12.5.2', 'the scope is documented and confirmed', 'proven', '320 321', 'scope.csv', 'the yearly confirmation'),
  row('A1.1', 'tenants are apart', 'not covered', '', '', 'there are no tenants with card data of their own'),
];

export interface Judged {
  readonly id: string;
  readonly asks: string;
  readonly status: string;
  readonly shown: readonly string[];
  readonly rest: string;
}

/** In order of the standard. A rule that looked at nothing proves nothing; a file that the bundle does not have shows nothing. Pictures are a file for each region. */
export const requirementsOf = ({ checks }: Pick<Evidence, 'checks'>, files: readonly string[]): readonly Judged[] => {
  const looked = new Map<string, number>();
  for (const { code, examined } of checks.examined) looked.set(code, (looked.get(code) ?? 0) + examined);
  return REQUIREMENTS.map(({ id, asks, can, rules, reads, rest }): Judged => {
    const found = checks.findings.filter(({ code }) => rules.includes(code)).length;
    const seen = rules.filter(code => (looked.get(code) ?? 0) > 0);
    const shown = [...seen, ...reads.flatMap(read => files.filter(file => (read.endsWith('.svg') ? file.startsWith(`${read.slice(0, -4)}-`) : file === read)))];
    const unseen = can === 'proven' ? seen.length === 0 : can === 'supported' && shown.length === 0;
    return { id, asks, status: found > 0 ? `not ${can}: ${found} finding${found === 1 ? '' : 's'}` : unseen ? 'not covered' : can, shown, rest };
  });
};
