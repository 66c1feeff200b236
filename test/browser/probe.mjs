// Looks from outside into a frame in which no script may run, and writes what a browser makes of the page there, as JSON, into an attribute of its own root.
const frame = document.querySelector('iframe');

/** Whether somebody who points along a line ever meets it, and not only what lies over it. Points are tried all over the line at once, by the golden ratio. */
const canBePointedAt = (path, page) => {
  const [length, matrix] = [path.getTotalLength(), path.getScreenCTM()];
  for (let i = 1; i <= 400; i += 1) {
    const { x, y } = path.getPointAtLength(length * ((i * 0.6180339887) % 1)).matrixTransform(matrix);
    if (page.elementFromPoint(x, y) === path) return true;
  }
  return false;
};

/** Texts wider than the box that they stand in. */
const cutIn = svg => [...svg.querySelectorAll('g > rect + text[text-anchor=middle]')].filter(text => text.getBBox().width > text.previousElementSibling.getBBox().width - 4).map(text => text.textContent);

const pictureOf = (svg, page) => {
  const isAlone = page.documentElement === svg;
  return {
    name: svg.getAttribute('aria-label'), cut: isAlone ? cutIn(svg) : [],
    lines: [...svg.querySelectorAll('[data-ids]')].map(line => ({
      ids: line.dataset.ids.split(' '), says: line.querySelector('title')?.textContent ?? '', colour: page.defaultView.getComputedStyle(line).stroke, pointed: isAlone && canBePointedAt(line, page),
    })),
  };
};

const rowsOf = table => {
  const columns = [...table.querySelectorAll('th')].map(({ textContent }) => textContent);
  return [...table.querySelectorAll('tbody tr')].map(row => Object.fromEntries([...row.cells].map(({ textContent }, i) => [columns[i], textContent])));
};

addEventListener('load', () => {
  const page = frame.contentDocument;
  document.documentElement.setAttribute('data-seen', JSON.stringify({
    rows: [...page.querySelectorAll('#table-connections table')].flatMap(rowsOf).map(({ region, id }) => ({ region, id })),
    pictures: [...(page.documentElement.localName === 'svg' ? [page.documentElement] : page.querySelectorAll('svg'))].map(svg => pictureOf(svg, page)),
    shown: page.body?.innerText ?? '',
    beyond: page.body === undefined ? 0 : page.documentElement.scrollWidth - page.documentElement.clientWidth,
    requests: frame.contentWindow.performance.getEntriesByType('resource').map(({ name }) => name),
  }));
});
