/** One page for a reviewer: what is in the CDE and why, what crosses its border, who holds which key, what changed; then every table. No script, no network. */
import { escaped, htmlOf } from '../table.ts';
import type { Table } from '../table.ts';
import { holdersOf } from './keys.ts';
import type { Judged } from './requirements.ts';
import type { SurveyedConnection, SurveyedParty } from '../../analysis/boundary/survey.ts';
import type { Evidence, RegionEvidence } from './words.ts';

export interface Shown {
  readonly tables: readonly Table[];
  readonly requirements: readonly Judged[];
  /** Pictures by file name. */
  readonly pictures: ReadonlyMap<string, string>;
}

const STYLE = `
:root{color-scheme:light}body{font:15px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;margin:0 auto;max-width:1500px;padding:1rem 1.5rem 4rem}
h1{font-size:1.6rem;margin:.2em 0}h2{font-size:1.2rem;margin-top:2.2em;border-bottom:2px solid #1b1f24;padding-bottom:.2em}h3{font-size:1rem;margin-bottom:.3em}
nav a{margin-right:1em;white-space:nowrap}table{border-collapse:collapse;font-size:13px;width:100%}th,td{border:1px solid #c8ced5;padding:.25em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere;min-width:7em}
th{background:#eef1f4;position:sticky;top:0;white-space:nowrap}tr:target{outline:3px solid #005b96}.holds{border-left:6px solid #00705a;padding-left:.8em}.fails{border-left:6px solid #a3003c;padding-left:.8em}
details{margin:.6em 0}summary{cursor:pointer;font-weight:600}.picture{overflow:auto;border:1px solid #c8ced5}.picture svg{min-width:1400px;width:100%;height:auto;display:block}
.quiet{color:#555}.short{font-size:1.05rem}.short li{margin:.35em 0}
@media print{body{font-size:10px;max-width:none;padding:0}nav{display:none}th{position:static}h2{break-after:avoid}tr{break-inside:avoid}table{font-size:8px}th,td{min-width:0}.picture{overflow:visible;border:0}.picture svg{min-width:0}@page{size:A4 landscape;margin:12mm}}`;

const section = (id: string, title: string, ...parts: readonly string[]): string => `<section id="${id}"><h2>${escaped(title)}</h2>\n${parts.join('\n')}</section>`;
const paragraph = (text: string, kind = ''): string => `<p${kind === '' ? '' : ` class="${kind}"`}>${escaped(text)}</p>`;
const listed = (items: readonly string[]): string => (items.length === 0 ? '<p class="quiet">none</p>' : `<ul>${items.map(item => `<li>${escaped(item)}</li>`).join('')}</ul>`);
const small = (columns: readonly string[], rows: readonly (readonly string[])[], name: string): string => (rows.length === 0 ? '<p class="quiet">none</p>' : htmlOf({ name, title: '', about: '', columns, rows }));

const SECTIONS = [
  ['changes', 'What changed'], ['cde', 'In the CDE'], ['border', 'Across its border'], ['keys', 'Keys'], ['questions', 'Questions'], ['findings', 'Findings'], ['pictures', 'Pictures'],
  ['requirements', 'Requirements'], ['tables', 'Tables'], ['limits', 'Not proven'],
] as const;

export const pageOf = (evidence: Evidence, { tables, requirements, pictures }: Shown): string => {
  const { environment, purpose, cardData, asOf, version, boundary, regions, checks } = evidence;
  const title = `Card-data boundary of ${environment}`;
  return [
    '<!doctype html>', '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">', `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<header><h1>${escaped(title)}</h1>`, paragraph(`${purpose}. Card data: ${cardData}. Regions: ${regions.map(({ name, role }) => `${name} (${role})`).join(', ')}. State ${boundary.slice(0, 12)}, judged as of ${asOf} by payment-topology ${version}, from emitted files alone.`),
    `<nav aria-label="sections">${SECTIONS.map(([id, name]) => `<a href="#${id}">${name}</a>`).join('')}</nav></header>`,
    checks.findings.length === 0 ? paragraph('The boundary holds: no rule found anything.', 'holds')
      : `<p class="fails">The boundary does not hold: <a href="#findings">${checks.findings.length} finding${checks.findings.length === 1 ? '' : 's'}</a>.</p>`,
    `<ul class="short">${inShort(evidence).map(([id, name, says]) => `<li><a href="#${id}">${escaped(name)}</a>: ${escaped(says)}</li>`).join('')}</ul>`,
    changes(evidence),
    section('cde', 'What is in the CDE, and why', together(regions, inside, ['party', 'function', 'owner', 'hops from the internet', 'why'], 'cde')),
    section('border', 'What crosses its border', paragraph('What comes in stands first, and in each direction what carries data of people and money.', 'quiet'), together(regions, border, ['direction', 'from', 'to', 'port', 'encryption', 'data class', 'why'], 'border')),
    section('keys', 'Who holds which key', paragraph('"account" are the policies of the cloud account itself; with a service behind it, only what that service asks for.', 'quiet'), together(regions, holders, ['key', 'may use it', 'may change it', 'rotates'], 'key')),
    section('questions', 'Eight questions', together(regions, questions, ['question', 'answer', 'as promised', 'because', 'ask again with'], 'question')),
    section('findings', 'Findings', small(['code', 'region', 'object', 'saw', 'wanted', 'file'], checks.findings.map(({ code, region, object, saw, want, path }) => [code, region, object, saw, want, path]), 'finding')),
    section('pictures', 'Pictures', paragraph('Drawn from computed connections. Point at a line to read what it is; the port register has every one of them.', 'quiet'),
      ...[...pictures].map(([file, svg], i) => `<details${i < 2 ? ' open' : ''}><summary>${escaped(file)}</summary><p class="quiet"><a href="${escaped(file)}">alone</a></p><div class="picture">${svg}</div></details>`)),
    section('requirements', 'Requirements', paragraph('What the files prove of PCI DSS v4.0.1, in our own words. This is no claim of compliance: an assessor reads the standard and decides.'),
      small(['requirement', 'asks', 'status', 'shown by', 'rests with people or others'], requirements.map(({ id, asks, status, shown, rest }) => [id, asks, status, shown.join(', '), rest]), 'requirement')),
    section('tables', 'Tables', paragraph('Each is a CSV file beside this page, too. Open here what shall be printed.', 'quiet'), ...tables.map(table => `<details id="table-${table.name}"><summary>${escaped(table.title)} (${table.rows.length})</summary>${paragraph(`${table.about} Also in ${table.name}.csv.`)}${small(table.columns, table.rows, table.name)}</details>`)),
    section('limits', 'What is not proven here', listed(LIMITS)),
    '</body></html>', '',
  ].join('\n');
};

/** Four answers before anything else: section, its name, and what it says. */
const inShort = (evidence: Evidence): readonly (readonly [string, string, string])[] => {
  const { regions } = evidence;
  const named = (keys: readonly string[]): string => [...new Set(keys.map(key => key.slice(key.indexOf('/') + 1)))].join(', ') || 'nobody';
  const crossing = (way: Direction) => regions.flatMap(({ survey }) => survey.connections).filter(each => each.crossing === way);
  const [into, out] = [crossing('into the CDE'), crossing('out of the CDE')];
  const people = new Set(regions.flatMap(region => region.inventory.keys.flatMap(({ name }) => holdersOf(name, region).use)).filter(holder => holder.startsWith('person/')));
  const cde = new Set(regions.flatMap(({ survey }) => survey.parties).filter(isInside).map(({ key }) => key));
  const keys = new Set(regions.flatMap(({ inventory }) => inventory.keys.map(({ name }) => name)));
  return [
    ['changes', 'What changed', changesInShort(evidence)],
    ['cde', 'In the CDE', [...cde].join(', ') || 'nothing'],
    ['border', 'Across its border', cde.size === 0 ? 'nothing: there is none' : `${named(into.map(({ from }) => from))} come in; it reaches ${named(out.map(({ to }) => to))}`],
    ['keys', 'Keys', `${keys.size}; people who may use one: ${people.size === 0 ? 'none' : [...people].sort().join(', ')}`],
  ];
};

const changesInShort = ({ changes: found, review, boundary }: Evidence): string => {
  const seen = review === null ? 'nobody has recorded a review' : review.bundle === boundary ? `this state was reviewed on ${review.date} by ${review.reviewer}` : `the last review, of ${review.date}, was of another state`;
  return found === null ? `${seen}; there is nothing to compare with` : `${found.changes.length === 0 ? 'nothing' : `${found.changes.filter(({ significant }) => significant).length} significant of ${found.changes.length} changes`} since state ${found.against.slice(0, 12)}; ${seen}`;
};

/** Above what opens or weakens the border. */
export const significantTitle = ({ review, boundary }: Evidence): string => (review?.bundle === boundary ? 'Significant: reviewed' : 'Significant: needs review');

const changes = (evidence: Evidence): string => {
  const { changes: found, review, boundary } = evidence;
  const record = review === null ? 'Nobody has recorded a review of this environment.'
    : `${review.bundle === boundary ? 'This state was reviewed' : `Last review, of state ${review.bundle.slice(0, 12)}:`} ${review.date} by ${review.reviewer} (${review.ticket}).`;
  const told = found === null ? [paragraph('There is no earlier state to compare with.', 'quiet')]
    : [paragraph(`Compared with state ${found.against.slice(0, 12)}:`), ...(found.changes.length === 0 ? [paragraph('nothing changed at the boundary.')] : [
      `<h3>${significantTitle(evidence)}</h3>`, listed(found.changes.filter(({ significant }) => significant).map(({ says }) => says)),
      '<h3>Others</h3>', listed(found.changes.filter(({ significant }) => !significant).map(({ says }) => says)),
    ])];
  return section('changes', 'What changed since the last review', paragraph(record), ...told);
};

type Direction = SurveyedConnection['crossing'];

type Rows = readonly (readonly string[])[];

/** Rows that regions share stand once, with the regions that have them; what differs stands beside what it differs from. */
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
  const first = [...new Set([...found.values()].map(({ row }) => row[0]))];
  return small([...columns, 'region'], [...found.values()].sort((a, b) => first.indexOf(a.row[0]) - first.indexOf(b.row[0])).map(each => [...each.row, each.regions.length === regions.length && regions.length > 1 ? 'all' : each.regions.join(', ')]), name);
};

const isInside = ({ computed }: Pick<SurveyedParty, 'computed'>): boolean => computed === 'cde';

const inside = ({ survey }: RegionEvidence): Rows => survey.parties.filter(isInside)
  .map(({ key, kind, summary, owner, hops, reasons }) => [key, summary || kind, owner, hops === null ? 'no way' : String(hops), reasons.filter(reason => reason.startsWith('cde: ')).map(reason => reason.slice(5)).join('; ')]);

const DIRECTIONS: readonly Direction[] = ['into the CDE', 'out of the CDE'];
const WEIGHT: readonly SurveyedConnection['data'][] = ['unknown', 'card', 'token', 'money', 'personal', 'credential', 'operational'];

const border = ({ survey }: RegionEvidence): Rows => survey.connections.filter(({ crossing }) => DIRECTIONS.includes(crossing))
  .map(row => ({ row, order: DIRECTIONS.indexOf(row.crossing) * WEIGHT.length + WEIGHT.indexOf(row.data) })).sort((a, b) => a.order - b.order)
  .map(({ row: { from, to, protocol, port, encryption, data, crossing, why } }) => [crossing, from, to, `${protocol} ${port}`, encryption, data, why]);

const holders = (region: RegionEvidence): Rows => region.inventory.keys.map(({ name, rotationDays }) => {
  const { use, administer } = holdersOf(name, region);
  return [name, use.join(', ') || 'nobody', administer.join(', ') || 'nobody', rotationDays === null ? 'never' : `every ${rotationDays} days`];
});

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

