import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

/** One line of a chart. */
export interface Line {
  readonly name: string
  readonly values: readonly (number | null)[]
  /** Name of the colour in the style sheet. */
  readonly colour: 'accent' | 'soft' | 'bad-fill'
  readonly isDashed?: boolean
  /** Draws bars in place of a line. */
  readonly isBars?: boolean
}

interface LineChartProps {
  /** Numbers of rounds or blocks. */
  readonly x: readonly number[]
  readonly xName: string
  readonly lines: readonly Line[]
  /** The chart in a sentence. */
  readonly sentence: string
  /** Range of the values. @default [0, 1] */
  readonly range?: readonly [number, number]
}

const height = 220
/** Steps of an axis that counts. */
const wholeSteps = [1, 2, 5]
  .flatMap((step) => [1, 10, 100, 1_000, 10_000].map((times) => step * times))
  .sort((left, right) => left - right)
const bars = () => uPlot.paths.bars?.({ size: [0.7, 24] }) as uPlot.Series.PathBuilder

/** Lines over rounds. A table beside it has the same numbers. */
export function LineChart({ x, xName, lines, sentence, range = [0, 1] }: LineChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const drawn = [x, ...lines.map(({ values }) => values)]
  useEffect(() => {
    const element = place.current as HTMLDivElement
    const plot = new uPlot(optionsOf(element, { xName, lines, range }), drawn as uPlot.AlignedData, element)
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }))
    resized.observe(element)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const redraw = () => plot.redraw()
    scheme.addEventListener('change', redraw)
    return () => {
      scheme.removeEventListener('change', redraw)
      resized.disconnect()
      plot.destroy()
    }
  }, [JSON.stringify(drawn)])
  return (
    <figure>
      <div class="chart" ref={place} role="img" aria-label={sentence} />
      <figcaption class="muted" aria-hidden="true">
        {sentence}
      </figcaption>
    </figure>
  )
}

type Shape = Required<Pick<LineChartProps, 'xName' | 'lines' | 'range'>>

function optionsOf(element: HTMLElement, { xName, lines, range }: Shape): uPlot.Options {
  const colour = (name: string) => () => getComputedStyle(element).getPropertyValue(`--${name}`).trim()
  const axis = { stroke: colour('muted'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false } }
  return {
    width: Math.max(element.clientWidth, 200),
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: [range[0], range[1]] } },
    axes: [
      { ...axis, label: xName, labelSize: 20, size: 36, space: 90 },
      { ...axis, size: 44, ...(range[1] > 2 && { incrs: wholeSteps }) },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.name,
        stroke: colour(line.colour),
        width: line.isDashed ? 1.5 : 2,
        spanGaps: true,
        points: { show: line.values.length < 40 && !line.isDashed, size: 5 },
        ...(line.isDashed && { dash: [4, 4] }),
        ...(line.isBars && { fill: colour(line.colour), points: { show: false }, paths: bars() }),
      })),
    ],
  }
}
