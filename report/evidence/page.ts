/** One page for a reviewer: what is in the CDE and why, what crosses its border, who holds which key, what changed; then every table. No script, no network. */
import { escaped, htmlOf } from '../table.ts';
import type { Table } from '../table.ts';
import type { Judged } from './requirements.ts';
import type { Evidence, RegionEvidence } from './words.ts';

export interface Shown {
  readonly tables: readonly Table[];
  readonly requirements: readonly Judged[];
  /** Pictures by file name. */
  readonly pictures: ReadonlyMap<string, string>;
  readonly verdict: readonly string[];
}

const STYLE = `
:root{color-scheme:light}body{font:15px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;margin:0 auto;max-width:1500px;padding:1rem 1.5rem 4rem}
h1{font-size:1.6rem;margin:.2em 0}h2{font-size:1.2rem;margin-top:2.2em;border-bottom:2px solid #1b1f24;padding-bottom:.2em}h3{font-size:1rem;margin-bottom:.3em}
nav a{margin-right:1em;white-space:nowrap}table{border-collapse:collapse;font-size:13px;width:100%}th,td{border:1px solid #c8ced5;padding:.25em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eef1f4;position:sticky;top:0;white-space:nowrap}tr:target{outline:3px solid #005b96}.holds{border-left:6px solid #00705a;padding-left:.8em}.fails{border-left:6px solid #a3003c;padding-left:.8em}
details{margin:.6em 0}summary{cursor:pointer;font-weight:600}.picture{overflow:auto;border:1px solid #c8ced5}.picture svg{min-width:1100px;width:100%;height:auto;display:block}
.quiet{color:#555}dt{font-weight:600}dd{margin:0 0 .5em 1.2em}
@media print{body{font-size:10px;max-width:none;padding:0}nav{display:none}details>*{display:block}th{position:static}h2{break-after:avoid}tr{break-inside:avoid}table{font-size:8px}.picture{overflow:visible;border:0}.picture svg{min-width:0}@page{size:A4 landscape;margin:12mm}}`;

const section = (id: string, title: string, ...parts: readonly string[]): string => `<section id="${id}"><h2>${escaped(title)}</h2>\n${parts.join('\n')}</section>`;
const paragraph = (text: string, kind = ''): string => `<p${kind === '' ? '' : ` class="${kind}"`}>${escaped(text)}</p>`;
const listed = (items: readonly string[]): string => (items.length === 0 ? '<p class="quiet">none</p>' : `<ul>${items.map(item => `<li>${escaped(item)}</li>`).join('')}</ul>`);
const small = (columns: readonly string[], rows: readonly (readonly string[])[], name: string): string => (rows.length === 0 ? '<p class="quiet">none</p>' : htmlOf({ name, title: '', about: '', columns, rows }));

export const pageOf = (evidence: Evidence, { tables, requirements, pictures, verdict }: Shown): string => {
  const { environment, purpose, cardData, asOf, version, regions } = evidence;
  const title = `Card-data boundary of ${environment}`;
  return [
    '<!doctype html>', '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">', `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<header><h1>${escaped(title)}</h1>`, paragraph(`${purpose}. Card data: ${cardData}. Regions: ${regions.map(({ name, role }) => `${name} (${role})`).join(', ')}. Judged as of ${asOf} by payment-topology ${version}, from emitted files alone.`),
    `<nav aria-label="sections">${[['changes', 'What changed'], ['cde', 'In the CDE'], ['border', 'Across its border'], ['keys', 'Keys'], ['questions', 'Questions'], ['findings', 'Findings'], ['picture', 'Picture'], ['requirements', 'Requirements'], ['tables', 'Tables'], ['limits', 'Not proven']].map(([id, name]) => `<a href="#${id}">${name}</a>`).join('')}</nav></header>`,
    ...verdict.map((text, i) => paragraph(text, i === 0 ? (evidence.checks.findings.length === 0 ? 'holds' : 'fails') : '')),
    changes(evidence),
    section('cde', 'What is in the CDE, and why', together(regions, inside, ['party', 'function', 'owner', 'hops from the internet', 'why'], 'cde')),
    section('border', 'What crosses its border', together(regions, border, ['from', 'to', 'port', 'encryption', 'data class', 'direction', 'why'], 'border')),
    section('keys', 'Who holds which key', together(regions, holders, ['key', 'users', 'rotates'], 'key')),
    section('questions', 'Eight questions', together(regions, questions, ['question', 'answer', 'as promised', 'because', 'ask again with'], 'question')),
    section('findings', 'Findings', small(['code', 'region', 'object', 'saw', 'wanted', 'file'], evidence.checks.findings.map(({ code, region, object, saw, want, path }) => [code, region, object, saw, want, path]), 'finding')),
    section('picture', 'Pictures', paragraph('Drawn from computed connections. Point at a line to read what it is; the port register has every one of them.', 'quiet'),
      ...[...pictures].map(([file, svg], i) => `<details${i < 2 ? ' open' : ''}><summary>${escaped(file)}</summary><div class="picture">${svg}</div></details>`)),
    section('requirements', 'Requirements', paragraph('What the files prove of PCI DSS v4.0.1, in our own words. This is no claim of compliance: an assessor reads the standard and decides.'),
      small(['requirement', 'asks', 'status', 'shown by', 'rests with people or others'], requirements.map(({ id, asks, status, shown, rest }) => [id, asks, status, shown.join(', '), rest]), 'requirement')),
    section('tables', 'Tables', ...tables.map(table => `<details id="${table.name}"><summary>${escaped(table.title)} (${table.rows.length})</summary>${paragraph(`${table.about} Also in ${table.name}.csv.`)}${small(table.columns, table.rows, table.name)}</details>`)),
    section('limits', 'What is not proven here', listed(LIMITS)),
    '</body></html>', '',
  ].join('\n');
};

const changes = ({ changes: found, review }: Evidence): string => section('changes', 'What changed since the last review',
  paragraph(review === null ? 'Nobody has recorded a review of this environment.' : `Last review: ${review.date} by ${review.reviewer} (${review.ticket}), of bundle ${review.bundle.slice(0, 12)}.`),
  found === null ? '<p class="quiet">There is no earlier bundle to compare with.</p>' : [paragraph(found.changes.length === 0 ? 'Nothing changed at the boundary.' : `${found.changes.length} changes, ${found.changes.filter(({ significant }) => significant).length} of them significant.`),
    listed(found.changes.map(({ says }) => says))].join('\n'));

type Rows = readonly (readonly string[])[];

/** Rows that regions share stand once, with the regions that have them. */
const together = (regions: readonly RegionEvidence[], rowsOf: (region: RegionEvidence) => Rows, columns: readonly string[], name: string): string => {
  const found = new Map<string, { readonly row: readonly string[]; readonly regions: string[] }>();
  for (const region of regions) {
    for (const row of rowsOf(region)) {
      const key = row.join('\n');
      const known = found.get(key) ?? { row, regions: [] };
      known.regions.push(region.name);
      found.set(key, known);
    }
  }
  return small([...columns, 'region'], [...found.values()].map(each => [...each.row, each.regions.length === regions.length && regions.length > 1 ? 'all' : each.regions.join(', ')]), name);
};

const inside = ({ survey }: RegionEvidence): Rows => survey.parties.filter(({ computed }) => computed === 'cde')
  .map(({ key, summary, owner, hops, reasons }) => [key, summary, owner, hops === null ? 'no way' : String(hops), reasons.filter(reason => reason.startsWith('cde')).join('; ')]);

const border = ({ survey }: RegionEvidence): Rows => survey.connections.filter(({ crossing }) => crossing === 'into the CDE' || crossing === 'out of the CDE')
  .map(({ from, to, protocol, port, encryption, data, crossing, why }) => [from, to, `${protocol} ${port}`, encryption, data, crossing, why]);

const holders = ({ survey, inventory }: RegionEvidence): Rows => inventory.keys.map(key => [key.name,
  [...new Set(survey.region.rights.filter(({ target }) => target === `key/${key.name}`).map(({ holder }) => holder))].sort().join(', '), key.rotationDays === null ? 'never' : `every ${key.rotationDays} days`]);

const questions = ({ survey }: RegionEvidence): Rows => survey.answers.map(({ question, answer, fine, because, query }) => [question, answer, fine ? 'yes' : 'NO', because, query]);

/** What no file can show. */
const LIMITS: readonly string[] = [
  'That the files were applied: compare a running cluster and account with them.',
  'What programs do with what they are allowed: what they write into logs, messages and tables.',
  'What the cloud does behind its interfaces: the provider\'s own attestation covers it.',
  'Add-ons and charts of others: their conversations are declared here and bounded by policies; what is inside is theirs.',
  'IPv6 and policies of kinds that are not read: a finding says so where one occurs.',
  'People: identity, second factors, reviews, training and the computers that they use.',
];

