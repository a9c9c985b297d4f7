import type { Forecast } from '../protocol.js'
import { quantile } from '../quantile.js'

/** A forecast in a chart: samples of the steps that follow its origin. */
export interface Fan {
  readonly step: number
  readonly forecast: Forecast
}

/** One row of the chart. */
export interface Panel {
  readonly title: string
  readonly note: string
  /** Hue of its fans, in degrees. */
  readonly hue: number
  readonly fans: readonly Fan[]
}

/** A chart of forecast fans against what came true. */
export interface FanChart {
  readonly title: string
  readonly subtitle: string
  readonly firstStep: number
  readonly truth: readonly number[]
  readonly panels: readonly Panel[]
}

const width = 1_080
const left = 64
const right = 24
const top = 142
const height = 190
const gap = 58
const bands = [
  [0.05, 0.95, 0.16],
  [0.15, 0.85, 0.2],
  [0.25, 0.75, 0.28],
] as const

/** Draws a chart as SVG. It follows the colours of the reader's system. */
export function drawFanChart(chart: FanChart): string {
  const { title, subtitle, panels } = chart
  const total = top + panels.length * (height + gap)
  const rows = panels.map((panel, at) => drawPanel(chart, panel, top + at * (height + gap)))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}" role="img" aria-label="${escapeText(title)}">`,
    `<style>${style}</style>`,
    `<rect width="${width}" height="${total}" class="paper"/>`,
    `<text x="${left}" y="40" class="title">${escapeText(title)}</text>`,
    `<text x="${left}" y="64" class="subtitle">${escapeText(subtitle)}</text>`,
    legend(),
    ...rows,
    '</svg>',
    '',
  ].join('\n')
}

const style = `
:root { color-scheme: light dark }
text { font: 12px ui-sans-serif, system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #475569 }
.paper { fill: #fff } .title { font-size: 21px; font-weight: 650; fill: #0f172a } .subtitle { font-size: 13px }
.name { font-size: 14px; font-weight: 600; fill: #0f172a } .note { font-size: 12px } .grid { stroke: #e2e8f0; stroke-width: 1 }
.truth { fill: none; stroke: #0f172a; stroke-width: 1.6; stroke-linejoin: round } .origin { fill: #0f172a; stroke: #fff; stroke-width: 1 }
.tick { font-size: 11px; fill: #94a3b8 }
@media (prefers-color-scheme: dark) {
  text { fill: #94a3b8 } .paper { fill: #0b1220 } .title, .name { fill: #e2e8f0 } .grid { stroke: #1e293b }
  .truth { stroke: #f1f5f9 } .origin { fill: #f1f5f9; stroke: #0b1220 } .tick { fill: #64748b }
}`

function legend(): string {
  const y = 98
  const shades = bands.map(
    (_, at) =>
      `<rect x="${left + 160 + at * 20}" y="${y - 9}" width="20" height="11" fill="hsl(215 75% 50%)" opacity="${0.18 + 0.24 * at}"/>`,
  )
  return [
    `<line x1="${left}" x2="${left + 24}" y1="${y - 4}" y2="${y - 4}" class="truth"/>`,
    `<text x="${left + 32}" y="${y}">what came true</text>`,
    ...shades,
    `<text x="${left + 230}" y="${y}">90, 70 and 50 % of the samples, and their median</text>`,
    `<circle cx="${left + 590}" cy="${y - 4}" r="3.2" class="origin"/>`,
    `<text x="${left + 602}" y="${y}">committed here, revealed after the last step</text>`,
  ].join('\n')
}

interface Scale {
  readonly x: (step: number) => string
  readonly y: (value: number) => string
}

function drawPanel({ firstStep, truth, panels }: FanChart, panel: Panel, from: number): string {
  const { least, most } = rangeOf(truth, panels)
  const lastStep = firstStep + truth.length - 1
  const scale: Scale = {
    x: (step) => (left + ((step - firstStep) / (lastStep - firstStep)) * (width - left - right)).toFixed(1),
    y: (value) => (from + height - ((value - least) / (most - least)) * height).toFixed(1),
  }
  const clip = `panel-${Math.round(from)}`
  const line = truth.map((value, at) => `${scale.x(firstStep + at)},${scale.y(value)}`).join(' ')
  return [
    `<text x="${left}" y="${from - 12}" class="name">${escapeText(panel.title)}</text>`,
    `<text x="${width - right}" y="${from - 12}" class="note" text-anchor="end">${escapeText(panel.note)}</text>`,
    ...axes(scale, { least, most, firstStep, lastStep, from }),
    `<clipPath id="${clip}"><rect x="${left}" y="${from}" width="${width - left - right}" height="${height}"/></clipPath>`,
    `<g clip-path="url(#${clip})">`,
    ...panel.fans.map((fan) => drawFan(scale, fan, panel.hue, truth[fan.step - firstStep]!)),
    `<polyline points="${line}" class="truth"/>`,
    ...panel.fans.map(
      ({ step }) =>
        `<circle cx="${scale.x(step)}" cy="${scale.y(truth[step - firstStep]!)}" r="3.2" class="origin"/>`,
    ),
    '</g>',
  ].join('\n')
}

/** Values that all rows show, so that their fans can be compared. */
function rangeOf(truth: readonly number[], panels: readonly Panel[]) {
  const shown = panels.flatMap(({ fans }) =>
    fans.flatMap(({ forecast }) =>
      forecast.flatMap((samples) => [quantile(samples, 0.05), quantile(samples, 0.95)]),
    ),
  )
  // A forecast that is far off does not flatten the truth.
  const [low, high] = [Math.min(...truth), Math.max(...truth)]
  const room = 0.5 * (high - low)
  return {
    least: Math.max(low - room, Math.min(low, ...shown)),
    most: Math.min(high + room, Math.max(high, ...shown)),
  }
}

interface Extent {
  readonly least: number
  readonly most: number
  readonly firstStep: number
  readonly lastStep: number
  readonly from: number
}

function axes({ x, y }: Scale, { least, most, firstStep, lastStep, from }: Extent): string[] {
  const values = ticks(least, most, 4)
  const steps = ticks(firstStep, lastStep, 8)
  return [
    `<text x="${left}" y="${from + height + 18}" class="tick">step</text>`,
    ...values.flatMap((value) => [
      `<line x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}" class="grid"/>`,
      `<text x="${left - 8}" y="${Number(y(value)) + 4}" class="tick" text-anchor="end">${value}</text>`,
    ]),
    ...steps
      .filter((step) => step > firstStep + (lastStep - firstStep) / 20)
      .map(
        (step) =>
          `<text x="${x(step)}" y="${from + height + 18}" class="tick" text-anchor="middle">${step}</text>`,
      ),
  ]
}

/** Round numbers within a range, about as many as wanted. */
function ticks(least: number, most: number, wanted: number): number[] {
  const rough = (most - least) / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10)
  const first = Math.ceil(least / step)
  return Array.from({ length: Math.floor(most / step) - first + 1 }, (_, at) =>
    Number(((first + at) * step).toFixed(6)),
  )
}

function drawFan({ x, y }: Scale, { step, forecast }: Fan, hue: number, start: number): string {
  const edge = (share: number) => [
    [step, start] as const,
    ...forecast.map((samples, at) => [step + at + 1, quantile(samples, share)] as const),
  ]
  const points = (places: readonly (readonly [number, number])[]) =>
    places.map(([at, value]) => `${x(at)},${y(value)}`).join(' ')
  const areas = bands.map(
    ([low, high, opacity]) =>
      `<polygon points="${points([...edge(low), ...edge(high).reverse()])}" fill="hsl(${hue} 75% 50%)" opacity="${opacity}"/>`,
  )
  const median = `<polyline points="${points(edge(0.5))}" fill="none" stroke="hsl(${hue} 75% 42%)" stroke-width="1.6"/>`
  return [...areas, median].join('')
}

const escapeText = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
