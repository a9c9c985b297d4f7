import { escapeHtml } from './escape.js'

/** One bar. */
export interface Bar {
  readonly name: string
  readonly value: number
  /** Half width of its interval. */
  readonly half: number
  readonly kind: 'honest' | 'cheat' | 'bad'
}

const width = 900
const left = 160

/** Horizontal bars with their intervals, and a line at 1. */
export function barChart(bars: readonly Bar[]): string {
  const most = Math.max(1.1, ...bars.map(({ value, half }) => value + half))
  const x = (value: number) => left + (Math.min(value, most) / most) * (width - left - 60)
  const height = bars.length * 22 + 26
  const rows = bars.map(({ name, value, half, kind }, at) => {
    const y = at * 22 + 4
    const whisker =
      half === 0
        ? ''
        : `<line class="axis" stroke-width="2" x1="${px(x(Math.max(0, value - half)))}" x2="${px(x(value + half))}" y1="${y + 8}" y2="${y + 8}"/>`
    return [
      `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${escapeHtml(name)}</text>`,
      `<rect class="bar-${kind}" x="${left}" y="${y}" width="${px(Math.max(1, x(value) - left))}" height="16" rx="2"/>`,
      whisker,
      `<text class="soft" x="${px(x(value + half) + 6)}" y="${y + 12}">${value.toFixed(2)}</text>`,
    ].join('')
  })
  const limit = `<line class="limit" x1="${px(x(1))}" x2="${px(x(1))}" y1="0" y2="${height - 20}"/><text class="soft" x="${px(x(1))}" y="${height - 6}" text-anchor="middle">honest work</text>`
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="earned for its cost">${rows.join('\n')}${limit}</svg>`
}

/** One line over the epochs. */
export interface Line {
  readonly name: string
  readonly values: readonly (number | null)[]
}

const hues = 137.5

/** Lines over the epochs, each with its name at its end and at its own height where names would meet. */
export function lineChart(lines: readonly Line[]): string {
  const height = 360
  const bottom = height - 24
  const length = Math.max(2, ...lines.map(({ values }) => values.length))
  const most = Math.max(0.001, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const x = (epoch: number) => 50 + (epoch / (length - 1)) * (width - 230)
  const y = (value: number) => bottom - (value / most) * (bottom - 10)
  const labels = spread(lines.map(({ values }) => y(values.findLast((value) => value !== null) ?? 0)))
  const drawn = lines.map(({ name, values }, at) => {
    const color = `hsl(${Math.round(at * hues) % 360} 60% var(--bright))`
    const points = values.flatMap((value, epoch) =>
      value === null ? [] : [`${px(x(epoch))},${px(y(value))}`],
    )
    const line = `<polyline fill="none" style="stroke:${color}" stroke-width="1.5" points="${points.join(' ')}"><title>${escapeHtml(name)}</title></polyline>`
    return `${line}<text style="fill:${color}" x="${width - 172}" y="${px(labels[at]! + 4)}">${escapeHtml(name)}</text>`
  })
  const axes = [
    `<line class="axis" x1="50" x2="${width - 180}" y1="${bottom}" y2="${bottom}"/>`,
    `<text class="soft" x="44" y="${px(y(most)) + 4}" text-anchor="end">${(most * 100).toFixed(1)} %</text>`,
    `<text class="soft" x="44" y="${bottom}" text-anchor="end">0</text>`,
    `<text class="soft" x="50" y="${height - 6}">epoch 1</text>`,
    `<text class="soft" x="${width - 180}" y="${height - 6}" text-anchor="end">${length}</text>`,
  ]
  const tall = Math.max(height, ...labels.map((label) => label + 12))
  return `<svg viewBox="0 0 ${width} ${px(tall)}" role="img" aria-label="incentive over the epochs">${axes.join('')}${drawn.join('\n')}</svg>`
}

/** Heights of labels, moved down until none covers another. */
function spread(wanted: readonly number[]): readonly number[] {
  const order = wanted
    .map((height, at) => ({ height, at }))
    .toSorted((one, other) => one.height - other.height)
  const placed: number[] = []
  let next = 8
  for (const { height, at } of order) {
    placed[at] = Math.max(next, height)
    next = placed[at] + 13
  }
  const over = Math.max(0, next - 372)
  // Those at the bottom move up as far as there is room above them.
  return over === 0 ? placed : squeezed(placed, over)
}

function squeezed(placed: readonly number[], over: number): readonly number[] {
  const order = placed
    .map((height, at) => ({ height, at }))
    .toSorted((one, other) => other.height - one.height)
  const moved: number[] = []
  let ceiling = Math.max(...placed) - over
  for (const { height, at } of order) {
    moved[at] = Math.max(8, Math.min(height, ceiling))
    ceiling = moved[at] - 13
  }
  return moved
}

const px = (value: number): number => Math.round(value * 10) / 10
