import { type Column, Table } from '../parts/table.js'
import type { ExhibitOf } from './exhibit-of.js'
import { fanInWords, figure, ticksOf, unitOf } from './fan-numbers.js'

type Point = ExhibitOf<'fan'>['points'][number]

const [width, height, left, bottom] = [640, 240, 64, 34]

/** Quantiles of a forecast as a fan, with what came true as dots; the table has the same numbers. */
export function Fan({ exhibit: { title, axis, points } }: { readonly exhibit: ExhibitOf<'fan'> }) {
  if (points.length === 0) return <p class="empty">It has no samples.</p>
  const all = points.flatMap(({ quantiles, outcome }) => [
    ...quantiles,
    ...(outcome === null ? [] : [outcome]),
  ])
  const [unit, atUnit] = [unitOf(all), unitOf(points.map(({ at }) => at))]
  const values = all.map((value) => value / unit)
  const [lowest, highest] = [Math.min(...values), Math.max(...values)]
  const rest = (highest - lowest || Math.abs(highest) || 1) * 0.08
  const [from, to] = [lowest - rest, highest + rest]
  const [first, last] = [points[0]!.at / atUnit, points.at(-1)!.at / atUnit]
  const x = (at: number) =>
    left + (width - left - 12) * (last === first ? 0.5 : (at / atUnit - first) / (last - first))
  const y = (value: number) => 8 + (height - 8 - bottom) * (1 - (value / unit - from) / (to - from))
  const line = (quantile: number) =>
    points.map(({ at, quantiles }) => `${x(at).toFixed(1)},${y(quantiles[quantile]!).toFixed(1)}`)
  const band = (low: number, high: number) => [...line(low), ...line(high).reverse()].join(' ')
  return (
    <>
      <svg
        class="fan"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={fanInWords(title, axis, points)}
      >
        {ticksOf(from, to, unit).map((value) => (
          <g key={value}>
            <line class="grid" x1={left} x2={width - 12} y1={y(value)} y2={y(value)} />
            <text x={left - 8} y={y(value) + 4} text-anchor="end">
              {figure(value)}
            </text>
          </g>
        ))}
        <polygon class="wide" points={band(0, 4)} />
        <polygon class="near" points={band(1, 3)} />
        <polyline class="median" points={line(2).join(' ')} />
        {points.map(({ at, quantiles, outcome }) => (
          <g key={at}>
            <line class="stem" x1={x(at)} x2={x(at)} y1={y(quantiles[0])} y2={y(quantiles[4])} />
            <circle class="middle" cx={x(at)} cy={y(quantiles[2])} r="3" />
            {outcome !== null && <path class="outcome" d={`M${x(at)} ${y(outcome) - 6}l6 6-6 6-6-6z`} />}
            <text x={x(at)} y={height - 18} text-anchor="middle">
              {at}
            </text>
          </g>
        ))}
        <text x={(left + width) / 2} y={height - 2} text-anchor="middle">
          {axis}
        </text>
      </svg>
      <p class="legend">
        <span class="swatch wide" /> 5 to 95 % <span class="swatch near" /> 25 to 75 %{' '}
        <span class="swatch median" /> median{' '}
        <span class="outcome-mark" aria-hidden="true">
          ◆
        </span>{' '}
        came true
      </p>
      <Table
        caption={title}
        columns={columnsOf(axis)}
        rows={points}
        keyOf={({ at }) => String(at)}
        empty="It has no samples."
      />
    </>
  )
}

const names = ['5 %', '25 %', 'Median', '75 %', '95 %'] as const

const columnsOf = (axis: string): readonly Column<Point>[] => [
  { key: 'at', title: axis, isHead: true, isNumber: true, cell: ({ at }) => at },
  ...names.map(
    (title, place): Column<Point> => ({
      key: title,
      title,
      isNumber: true,
      cell: ({ quantiles }) => figure(quantiles[place]!),
    }),
  ),
  {
    key: 'outcome',
    title: 'Came true',
    isNumber: true,
    cell: ({ outcome }) => (outcome === null ? '–' : figure(outcome)),
  },
  { key: 'samples', title: 'Samples', isNumber: true, cell: ({ samples }) => samples },
]
