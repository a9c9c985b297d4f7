import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createRandom } from 'subnetkit'
import { crps } from 'subnetkit/measures'
import { baselineLosses } from '../baselines.js'
import { ensemble } from '../ensemble.js'
import { chooseFeed } from '../feed/choose-feed.js'
import type { Forecaster } from '../forecaster.js'
import { holtWinters } from '../holt-winters.js'
import { seasonalNaive } from '../seasonal-naive.js'
import { spans } from '../tasks.js'
import { drawFanChart, type Panel } from './fan-chart.js'

// `npm run plot`: draws forecasts of the feed against what came true, as SVG.
const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'forecast-fans.svg' },
    /** Number of the round whose newest step ends the chart. */
    round: { type: 'string', default: '6000' },
    series: { type: 'string' },
    fans: { type: 'string', default: '9' },
  },
})
const feed = chooseFeed(process.env)
const series = feed.series.find(({ name }) => options.series === undefined || name === options.series)
if (series === undefined) {
  throw new Error(
    `the feed has no series ${options.series}: ${feed.series.map(({ name }) => name).join(', ')}`,
  )
}
const longest = Math.max(...spans.horizons)
const spacing = longest + 2
const last = feed.newestStep(Number(options.round))
const shown = Math.min(Number(options.fans) * spacing + longest, feed.mostSteps - spans.historySteps)
const first = last - shown - spans.historySteps + 1
const readings = await feed.read({ first, last, signal: AbortSignal.timeout(30_000) })
const { values } = readings[series.name]!
const firstStep = last - shown + 1
const origins = Array.from(
  { length: Math.floor((shown - longest) / spacing) },
  (_, at) => firstStep + at * spacing + 4,
)

const panels = [
  { title: 'Ensemble', hue: 215, forecaster: ensemble },
  { title: 'Holt-Winters', hue: 160, forecaster: holtWinters },
  { title: 'Seasonal naive', hue: 28, forecaster: seasonalNaive },
].map(({ title, hue, forecaster }): Panel => {
  const made = origins.map((step) => forecastAt(forecaster, step))
  const skill = made.reduce((sum, one) => sum + one.skill, 0) / made.length
  const note = `skill against the baseline: ${skill.toFixed(2)} over ${made.length} forecasts`
  return { title, hue, note, fans: made.map(({ step, forecast }) => ({ step, forecast })) }
})
const svg = drawFanChart({
  title: `Forecasts of ${series.name} against what came true`,
  subtitle: `${longest} steps from each origin. A skill of 0 is the better of random walk and last season; 1 would be no loss at all.`,
  firstStep,
  truth: values.slice(-shown),
  panels,
})
await writeFile(options.out, svg)
process.stdout.write(`${options.out}: ${panels.map(({ title, note }) => `${title}, ${note}`).join('; ')}\n`)

/** A forecast of every step to the longest horizon, and its skill at the horizons that are scored. */
function forecastAt(forecaster: Forecaster, step: number) {
  const history = values.slice(0, step - first + 1).slice(-spans.historySteps)
  const { seasons = [] } = series!
  const horizons = Array.from({ length: longest }, (_, at) => at + 1)
  const random = createRandom(createHash('sha256').update(`${step}`).digest())
  const forecast = forecaster({ history, seasons: [...seasons], horizons }, { samples: 96, random })
  const outcomes = spans.horizons.map((horizon) => ({ horizon, value: values[step + horizon - first]! }))
  const baselines = baselineLosses(history, seasons, outcomes)
  const skills = outcomes.map(
    ({ horizon, value }, at) => 1 - crps(forecast[horizon - 1], value) / baselines[at]!,
  )
  return { step, forecast, skill: skills.reduce((sum, skill) => sum + skill, 0) / skills.length }
}
