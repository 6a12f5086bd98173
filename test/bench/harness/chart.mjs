// The chart that the README shows: plain SVG, no script, readable on white and on black.

import { amount } from './amount.mjs';
import { typical } from './judge.mjs';
import { contestantsOf, scaleOf } from './suite.mjs';

/**
 * @typedef {import('./suite.mjs').Suite} Suite
 * @typedef {import('./suite.mjs').Contestant} Contestant
 * @typedef {{ contestant: Contestant, value: number | undefined, note: string }} Bar
 * @typedef {{ title: string, unit: string, better: Suite['better'], bars: Bar[] }} Panel
 * @typedef {{ date: string, mode: string, rounds: number, machine: { cpu: string, cores: number, os: string, node: string, binds: boolean } }} RunInfo
 */

const WIDTH = 960;
const MARGIN = 16;
const GAP = 32;
const PANEL_WIDTH = (WIDTH - 2 * MARGIN - GAP) / 2;
const LABEL_WIDTH = 180;
const VALUE_WIDTH = 64;
const BAR_WIDTH = PANEL_WIDTH - LABEL_WIDTH - VALUE_WIDTH;
const ROW = 20;
const BAR_HEIGHT = 12;
const TITLE = 44;
const FOOTER = 58;
const LINE = 18;
/** Bars longer than so many of ours are cut, or ours would be too short to see. */
const LONGEST_IN_OURS = 12;
const BREAK = 4;
/** In letters: as many as stand beside a label. */
const LONGEST_NOTE = 41;

const STYLE = `
  text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 13px; }
  .quiet { fill: #59636e; }
  .number { font-variant-numeric: tabular-nums; }
  .mine { font-weight: 600; }
  .peer { fill: #8c959f; }
  .limit { fill: #d1d9e0; }
  .ours { fill: #0969da; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .quiet { fill: #9198a1; }
    .peer { fill: #6e7781; }
    .limit { fill: #3d444d; }
    .ours { fill: #4493f8; }
  }`;

/**
 * Draws a panel for each plan of the suites that has figures.
 * @param {readonly Suite[]} suites
 * @param {Record<string, import('./suite.mjs').SuiteFigures>} figures by suite
 * @param {RunInfo} run
 */
export const drawChart = (suites, figures, run) => {
  const panels = suites.flatMap((suite) => panelsOf(suite, figures[suite.name] ?? {}));
  /** @type {string[]} */
  const drawn = [];
  const bottoms = [MARGIN, MARGIN];
  for (const panel of panels) {
    const column = /** @type {number} */ (bottoms[0]) <= /** @type {number} */ (bottoms[1]) ? 0 : 1;
    const top = /** @type {number} */ (bottoms[column]);
    drawn.push(drawPanel(panel, MARGIN + column * (PANEL_WIDTH + GAP), top));
    bottoms[column] = top + TITLE + panel.bars.length * ROW + GAP / 2;
  }
  const height = Math.max(...bottoms) + FOOTER;
  const { cpu, cores, os, node } = run.machine;
  const footer = `${run.date.slice(0, 10)} · ${run.mode}, ${run.rounds} ${run.rounds === 1 ? 'round' : 'rounds'} · ${cpu}, ${cores} cores · ${os} · Node ${node}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="NetMgr beside its peers">
<style>${STYLE}
</style>
${drawn.join('\n')}
${text(MARGIN, height - MARGIN - LINE, 'quiet', 'blue: NetMgr · pale: what the machine could do at best · broken: longer than drawn')}
${text(MARGIN, height - MARGIN, 'quiet', footer)}
</svg>
`;
};

/** @param {Suite} suite @param {import('./suite.mjs').SuiteFigures} figures @returns {Panel[]} */
const panelsOf = (suite, figures) =>
  suite.charts
    .filter(({ cases }) => cases.every((name) => figures[name]))
    .map(({ cases, title }) => {
      const kase = suite.cases.find(({ name }) => name === cases[0]);
      const scale = scaleOf(suite, kase);
      const sign = scale.better === 'less' ? 1 : -1;
      const bars = (kase ? contestantsOf(suite, kase) : [])
        .filter(({ name }) => cases.some((each) => figures[each]?.[name]))
        .map((contestant) => barOf(contestant, cases, figures))
        .toSorted((a, b) => sign * ((a.value ?? sign * Infinity) - (b.value ?? sign * Infinity)));
      return { title, ...scale, bars };
    });

/** @param {Contestant} contestant @param {readonly string[]} cases @param {import('./suite.mjs').SuiteFigures} figures @returns {Bar} */
const barOf = (contestant, cases, figures) => {
  const own = cases.map((name) => figures[name]?.[contestant.name]);
  const values = own.map(typical);
  const value = values.every((each) => each !== undefined) ? values.reduce((sum, each) => sum + each, 0) : undefined;
  const skipped = own.find((each) => each?.skipped)?.skipped ?? '';
  const note = own.some((each) => each?.failed) ? 'failed' : shortened(skipped);
  return { contestant, value, note };
};

/** @param {string} reason */
const shortened = (reason) => (reason.length > LONGEST_NOTE ? `${reason.slice(0, LONGEST_NOTE - 1)}…` : reason);

/** @param {Panel} panel @param {number} left @param {number} top */
const drawPanel = ({ title, unit, better, bars }, left, top) => {
  const longest = longestOf(bars);
  const rows = bars.map((bar, i) => drawBar(bar, left, top + TITLE + i * ROW, longest));
  return [
    text(left, top + 14, 'title', title),
    text(left, top + 31, 'quiet', `${unit}, ${better} is better`),
    ...rows,
  ].join('\n');
};

/** @param {readonly Bar[]} bars */
const longestOf = (bars) => {
  const values = bars.flatMap(({ value }) => value ?? []);
  const ours = bars.find(({ contestant, value }) => contestant.role === 'ours' && value !== undefined)?.value;
  const shown = values.filter((value) => ours === undefined || value <= LONGEST_IN_OURS * ours);
  return Math.max(...shown, Number.MIN_VALUE);
};

/** @param {Bar} bar @param {number} left @param {number} top @param {number} longest */
const drawBar = ({ contestant: { name, role = 'peer' }, value, note }, left, top, longest) => {
  const middle = top + ROW / 2;
  const start = left + LABEL_WIDTH;
  const label = text(start - 8, middle + 4, role === 'ours' ? 'mine' : '', name, 'end');
  if (value === undefined) return `${label}\n${text(start, middle + 4, 'quiet', note)}`;
  const isCut = value > longest;
  const length = isCut ? BAR_WIDTH : Math.max(1, (value / longest) * BAR_WIDTH);
  const y = middle - BAR_HEIGHT / 2;
  const shape = isCut
    ? rect(role, start, y, length * 0.9 - BREAK) + rect(role, start + length * 0.9, y, length * 0.1)
    : rect(role, start, y, length);
  const figure = text(
    Number((start + length + 6).toFixed(1)),
    middle + 4,
    role === 'ours' ? 'number mine' : 'number',
    amount(value),
  );
  return `${label}\n${shape}\n${figure}`;
};

/** @param {string} style @param {number} x @param {number} y @param {number} width */
const rect = (style, x, y, width) =>
  `<rect class="${style}" x="${x}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`;

/** @param {number} x @param {number} y @param {string} style @param {string} content @param {'start' | 'end'} [anchor] */
const text = (x, y, style, content, anchor = 'start') =>
  `<text x="${x}" y="${y}"${style && ` class="${style}"`}${anchor === 'end' ? ' text-anchor="end"' : ''}>${escaped(content)}</text>`;

/** @param {string} content */
const escaped = (content) => content.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
