import { describe, expect, it } from 'vitest';
import { surveyOf } from '../../analysis/boundary/survey.ts';
import { dataPicture, networkPicture } from '../../report/picture/of.ts';
import { layoutOf } from '../../report/picture/layout.ts';
import { svgOf } from '../../report/picture/svg.ts';
import { regionOf } from '../analysis/boundary/regions.ts';

const { parties, connections } = surveyOf(regionOf('production'));
const drawn = { environment: 'production', region: 'here', parties, connections, source: 'boundary 012345' };

describe.each([['every connection', networkPicture(drawn), connections], ['data', dataPicture(drawn), connections.filter(({ data }) => data !== 'operational' && data !== 'credential')]] as const)('the picture of %s', (_, picture, rows) => {
  const svg = svgOf(picture);

  it('has every row of the table, once', () => {
    const shown = [...svg.matchAll(/data-ids="([^"]*)"/g)].flatMap(([, ids = '']) => ids.split(' ')).sort();
    expect(shown).toEqual(rows.map(({ id }) => id.replaceAll(' ', '_')).sort());
  });

  it('says the reason of each line', () => {
    for (const { why } of rows) expect(svg).toContain(why.replaceAll('&', '&amp;').replaceAll("'", '&#39;'));
  });

  it('puts no two areas and no two nodes in one place', () => {
    const { areas, nodes } = layoutOf(picture);
    for (const boxes of [[...areas.values()], [...nodes.values()]]) {
      for (const [i, a] of boxes.entries()) for (const b of boxes.slice(i + 1)) expect(a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height).toBe(false);
    }
  });

  it('lets no line pass the CDE: everything else stands right of it', () => {
    const { areas } = layoutOf(picture);
    const [inside, outside] = [true, false].map(cde => picture.areas.filter(({ scope }) => (scope === 'cde') === cde).map(({ name }) => areas.get(name)));
    expect(inside?.length).toBeGreaterThan(0);
    expect(Math.min(...(outside ?? []).map(box => box?.x ?? 0))).toBeGreaterThan(Math.max(...(inside ?? []).map(box => (box?.x ?? 0) + (box?.width ?? 0))));
  });

  it('marks the CDE and whatever crosses its border without colour', () => {
    expect(svg).toContain('>cde</tspan>');
    const crossing = rows.filter(row => row.crossing === 'into the CDE' || row.crossing === 'out of the CDE');
    const thick = [...svg.matchAll(/class="x" data-ids="([^"]*)"/g)].flatMap(([, ids = '']) => ids.split(' '));
    expect(thick.sort()).toEqual(crossing.map(({ id }) => id.replaceAll(' ', '_')).sort());
  });
});

it('a name that somebody chose to break the picture is shown as text', () => {
  const evil = '"><script>alert(1)</script>';
  const svg = svgOf(networkPicture({ ...drawn, connections: connections.slice(0, 1).map(connection => ({ ...connection, why: evil })) }));
  expect(svg).not.toContain('<script');
  expect(svg).toContain('&lt;script&gt;');
});
