/** One page an environment, for a person who has to decide whether to drain tonight: zones as columns, what runs where before, while it lasts and after. No script, no network. */
import { rangeText } from '../../analysis/survive/findings.ts';
import type { SurviveFinding } from '../../analysis/survive/findings.ts';
import { NOT_MODELLED } from '../../analysis/survive/limits.ts';
import type { Outcome, Scenario } from '../../analysis/survive/outcomes.ts';
import { healingOf, SCENARIOS, tightestOf } from '../../analysis/survive/outcomes.ts';
import { matters } from '../../analysis/survive/named.ts';
import type { StoreOutcome } from '../../analysis/survive/stores.ts';
import { durationText } from '../../analysis/survive/times.ts';
import type { Cluster, Range } from '../../analysis/survive/words.ts';
import { escaped } from '../table.ts';

export interface SurviveRegion {
  /** `production/ap-southeast-3 (primary)` */
  readonly title: string;
  readonly cluster: Cluster;
  readonly outcomes: readonly Outcome[];
  readonly stores: readonly StoreOutcome[];
  readonly findings: readonly SurviveFinding[];
}

const STYLE = `
:root{color-scheme:light}body{font:15px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;margin:0 auto;max-width:1300px;padding:1rem 1.5rem 4rem}
h1{font-size:1.6rem;margin:.2em 0}h2{font-size:1.25rem;margin-top:2.2em;border-bottom:2px solid #1b1f24}h3{font-size:1rem;margin:1.4em 0 .3em}
table{border-collapse:collapse;font-size:13px;width:100%}th,td{border:1px solid #c8ced5;padding:.25em .5em;text-align:left;vertical-align:top}th{background:#eef1f4}td.n{text-align:right;white-space:nowrap}
.scroll{overflow-x:auto}.holds{border-left:6px solid #00705a;padding-left:.8em}.fails{border-left:6px solid #a3003c;padding-left:.8em}.quiet{color:#555}.no{color:#a3003c;font-weight:600}.yes{color:#00705a;font-weight:600}
details{margin:.5em 0}summary{cursor:pointer;font-weight:600}svg{vertical-align:middle}.z,td:first-child{white-space:nowrap}.hit{background:#f6f1f3}
nav a{margin-right:1em}@media print{nav{display:none}body{font-size:10px;max-width:none}table{font-size:9px}tr{break-inside:avoid}@page{size:A4 landscape;margin:12mm}}`;

export const survivePage = (environment: string, regions: readonly SurviveRegion[], source: string): string => {
  const title = `What ${environment} survives`;
  const findings = regions.flatMap(region => region.findings);
  return [
    '<!doctype html>', '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">', `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escaped(title)}</h1>`, `<p>${escaped(source)}. Judged are workloads of tiers 0 to 2; a range covers what chance decides.</p>`,
    `<nav aria-label="regions">${regions.map(({ cluster, title: name }) => `<a href="#${idOf(cluster.path)}">${escaped(name)}</a>`).join('')}</nav>`,
    findings.length === 0 ? '<p class="holds">Any one failure below is survived: every workload heals, no budget blocks, no store stops taking writes, and what is left carries the load.</p>'
      : `<div class="fails"><p>Not everything is survived:</p><ul>${findings.map(({ code, region, object, saw, want }) => `<li><b>${code}</b> ${escaped(`${region} ${object}: ${saw}; wanted: ${want}`)}</li>`).join('')}</ul></div>`,
    LEGEND,
    ...regions.map(regionHtml),
    `<h2>What is not modelled</h2><ul>${[...new Set([...regions.flatMap(({ cluster }) => cluster.notModelled), ...NOT_MODELLED])].map(text => `<li>${escaped(text)}</li>`).join('')}</ul>`,
    '</body></html>', '',
  ].join('\n');
};

const idOf = (text: string): string => text.replace(/[^a-z0-9]+/gi, '-');

const KEPT = '#1b1f24';
const NEW = '#00705a';
const GONE = '#a3003c';

/** Pods as squares: full for those that stay, hollow for those that go, green and rounded for those that come. Colour never says it alone. */
const squares = (before: number, after: number): string => {
  const kinds = [...Array<string>(Math.min(before, after)).fill('kept'), ...Array<string>(Math.max(0, before - after)).fill('gone'), ...Array<string>(Math.max(0, after - before)).fill('new')];
  if (kinds.length === 0) return '';
  const shown = kinds.slice(0, MOST_SQUARES);
  const drawn = shown.map((kind, i) => (kind === 'gone' ? `<rect x="${i * 11 + 1}" y="1" width="7" height="7" fill="none" stroke="${GONE}" stroke-width="1.5" stroke-dasharray="2 1"/>`
    : `<rect x="${i * 11}" y="0" width="9" height="9" rx="${kind === 'new' ? 4.5 : 0}" fill="${kind === 'new' ? NEW : KEPT}"/>`)).join('');
  return `<svg width="${shown.length * 11}" height="9" role="img" aria-label="${before} before, ${after} after">${drawn}</svg>${kinds.length > MOST_SQUARES ? ' …' : ''} `;
};

/** More than these are said as a number alone. */
const MOST_SQUARES = 12;

const LEGEND = `<p class="quiet">In each zone: ${squares(1, 1)} stays, ${squares(1, 0)} goes, ${squares(0, 1)} comes.</p>`;

const regionHtml = ({ title, cluster, outcomes, stores, findings }: SurviveRegion): string => {
  const calm = new Map(outcomes.filter(({ scenario }) => scenario === 'as-it-stands').map(outcome => [outcome.workload.object, outcome]));
  const full = new Map(outcomes.filter(({ scenario }) => scenario === 'full-load' || scenario === 'promoted').map(outcome => [outcome.workload.object, outcome]));
  const before = (scenario: Scenario) => (scenario.startsWith('full-load') || scenario.startsWith('promoted') ? full : calm);
  return [
    `<section id="${idOf(cluster.path)}"><h2>${escaped(title)}</h2>`,
    summary(outcomes, findings),
    storesHtml(stores),
    ...SCENARIOS.flatMap(scenario => {
      const own = outcomes.filter(outcome => outcome.scenario === scenario);
      const instances = [...new Set(own.map(({ instance }) => instance))];
      if (instances.length === 0 || STANDING.has(scenario)) return [];
      const one = (instance: string): string => matrix(cluster, own.filter(outcome => outcome.instance === instance), before(scenario), instance);
      return [`<h3 id="${idOf(`${cluster.path}-${scenario}`)}">${escaped(HEADINGS[scenario])}</h3>`, ...instances.map(instance => {
        const bad = own.some(outcome => outcome.instance === instance && isBad(outcome, findings));
        return `<details${bad || (scenario === 'zone-loss' && instance === instances[0]) ? ' open' : ''}><summary>${escaped(instance === '' ? 'all workloads' : instance)} <span class="${bad ? 'no' : 'yes'}">${bad ? 'not survived' : 'survived'}</span></summary>${one(instance)}</details>`;
      })];
    }),
    '</section>',
  ].join('\n');
};

const STANDING: ReadonlySet<Scenario> = new Set(['as-it-stands', 'full-load', 'promoted']);

const HEADINGS: Readonly<Record<Scenario, string>> = {
  'as-it-stands': 'As it stands', 'zone-loss': 'A zone is lost', 'node-loss': 'A node is lost', 'group-loss': 'The nodes of a group are lost', 'node-drain': 'A node is drained', 'zone-drain': 'A zone is drained', rollout: 'Everything rolls', 'broken-rollout': 'A release never becomes ready',
  'group-upgrade': 'A node group is upgraded', 'zone-loss-in-rollout': 'A zone is lost in the middle of a rollout', 'full-load': 'Full load', 'full-load-zone-loss': 'A zone is lost at full load',
  promoted: 'Promoted, at full load', 'promoted-zone-loss': 'A zone is lost after promotion, at full load',
};

const isBad = (outcome: Outcome, findings: readonly SurviveFinding[]): boolean => findings.some(({ outcomes }) => outcomes.includes(outcome));

/** The question of tonight, answered in a line for each kind of failure. */
const summary = (outcomes: readonly Outcome[], findings: readonly SurviveFinding[]): string => {
  const rows = SCENARIOS.flatMap(scenario => {
    const own = outcomes.filter(outcome => outcome.scenario === scenario && matters(outcome.workload));
    if (own.length === 0) return [];
    const bad = new Set(own.filter(outcome => isBad(outcome, findings)).map(({ instance }) => instance));
    const tight = tightestOf(own);
    const healing = healingOf(own);
    return [[
      escaped(HEADINGS[scenario]), bad.size === 0 ? `<span class="yes">survived</span>${tight !== null && tight.leastReady.least < tight.need ? ', below the need for a while: two failures at once' : ''}` : `<span class="no">not survived${[...bad].some(Boolean) ? escaped(`: ${[...bad].slice(0, 4).join(', ')}`) : ''}</span>`,
      tight === null ? '' : escaped(`${tight.workload.name}: ${rangeText(tight.leastReady)} of ${tight.wanted} ready, needs ${tight.need}`), healing === null ? '' : `at most ${durationText(healing.most)}`,
      escaped([...new Set(own.flatMap(({ act, workload }) => (act === null ? [] : [workload.name])))].join(', ')),
    ]];
  });
  return `<div class="scroll"><table><thead><tr><th scope="col">if</th><th scope="col">then</th><th scope="col">tightest while it lasts</th><th scope="col">healed after</th><th scope="col">waits for a person</th></tr></thead><tbody>${rows.map(cells => `<tr>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</tbody></table></div>`;
};

const storesHtml = (stores: readonly StoreOutcome[]): string => {
  // zones that do the same to a store share a row
  const rows = new Map<string, string[]>();
  for (const { store, zone, writable, pause, parts, act } of stores) {
    const row = [
      escaped(`${store.name} (${store.runs})`), `${writable ? `<span class="yes">takes writes</span>${pause === null || pause.most === 0 ? '' : ` after ${pause.least} to ${pause.most} s`}` : '<span class="no">takes no writes</span>'}`,
      escaped(parts.map(({ part, left }) => `${left} of ${part.members} ${part.what}, ${part.needs} needed`).join('; ')), escaped(act?.replace(zone, 'the zone') ?? ''),
    ].map(cell => `<td>${cell}</td>`).join('');
    rows.set(row, [...rows.get(row) ?? [], zone]);
  }
  return rows.size === 0 ? '' : [
    '<h3>Stores without a zone</h3><div class="scroll"><table><thead><tr><th scope="col">without any one of</th><th scope="col">store</th><th scope="col">then</th><th scope="col">left</th><th scope="col">by hand</th></tr></thead><tbody>',
    ...[...rows].map(([row, zones]) => `<tr><td>${escaped(zones.join(', '))}</td>${row}</tr>`),
    '</tbody></table></div>',
  ].join('\n');
};

const matrix = (cluster: Cluster, outcomes: readonly Outcome[], before: ReadonlyMap<string, Outcome>, instance: string): string => {
  const heads = ['workload', 'tier', ...cluster.zones, 'before', 'fewest', 'after', 'needs', 'healed after', 'remarks'];
  const rows = [...outcomes].sort((a, b) => (a.workload.tier ?? 0) - (b.workload.tier ?? 0) || (a.workload.object < b.workload.object ? -1 : 1)).map(outcome => {
    const { workload, byZone, wanted, leastReady, running, need, healed, why, act, stuck, late, refused } = outcome;
    const was = before.get(workload.object);
    const zones = cluster.zones.map(zone => {
      const [old, now] = [was?.byZone[zone], byZone[zone]];
      return `<td class="z${zone === instance ? ' hit' : ''}">${squares(old?.most ?? 0, now?.most ?? 0)}${changeText(old, now)}</td>`;
    });
    const remarks = [...(refused.most === 0 ? [] : [`${rangeText(refused)} refused at first, to be asked again`]), ...stuck.map(({ budget, node }) => `stuck on ${node} by ${budget}`), ...(late === null ? [] : [`${late.pods} late: ${late.why}`]), ...(running.least < wanted ? why : []), ...(act === null ? [] : [act])];
    return `<tr><td>${escaped(workload.name)}</td><td class="n">${workload.tier ?? ''}</td>${zones.join('')}<td class="n">${was === undefined ? wanted : rangeText(was.running)}</td><td class="n${leastReady.least < need ? ' no' : ''}">${rangeText(leastReady)}</td><td class="n${running.least < wanted ? ' no' : ''}">${rangeText(running)} of ${wanted}</td><td class="n">${need > 0 ? need : ''}</td><td>${healed === null ? (running.least < wanted ? 'not by itself' : '') : healed.most === 0 ? '' : `${durationText(healed.least)} to ${durationText(healed.most)}`}</td><td>${escaped(remarks.slice(0, 3).join('; '))}</td></tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${heads.map(head => `<th scope="col">${escaped(head)}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
};

const changeText = (before: Range | undefined, after: Range | undefined): string => {
  const [old, now] = [rangeText(before ?? { least: 0, most: 0 }), rangeText(after ?? { least: 0, most: 0 })];
  return old === now ? old : `${old} → ${now}`;
};

