import { type AgentOf, defineAgent } from 'subnetkit/lab'
import { crps } from 'subnetkit/measures'
import { baselinesAt } from '../baselines.js'
import { normal } from '../market.js'
import type { Forecast, ForecastInput } from '../protocol.js'
import { quantile } from '../quantile.js'
import type { definePrediction } from '../subnet.js'
import { keepAndReveal } from './keep.js'
import { type Model, samples } from './model.js'

type Prediction = ReturnType<typeof definePrediction>
type Cheat = AgentOf<Prediction>
type Call = Parameters<Cheat['answer']>[0]

/** Skill of the honest miners that cheats are compared with, and the work of a forecast without a model. */
const skill = 0.9
const cheap = 0.02

/** Cheats of a subnet that pays for forecasts. */
export const cheatsOn = (model: Model): readonly Cheat[] => [
  parted(model, 'splitter', 'has one model for two hotkeys, 0.55 of its deviations up and as much down', [
    () => 0.55,
    () => -0.55,
  ]),
  parted(
    model,
    'herd',
    'has one model for four hotkeys, which all commit to the same',
    Array<Shift>(4).fill(() => 0),
  ),
  parted(
    model,
    'noisy-herd',
    'has one model for four hotkeys, and adds noise of 0.6 deviations for each',
    Array<Shift>(4).fill(({ random }) => 0.6 * normal(random)),
  ),
  choosy(model),
  rewriter,
  latePeeker(model),
  medianCopier,
  follower,
  simple('last-price', 'is sure of the last value', ({ history }) => [history.at(-1)!, 0]),
  simple(
    'always-wide',
    'spreads its samples over three times what the series usually does',
    (input, usual) => [input.history.at(-1)!, 3 * usual],
  ),
  hedger,
]

/** Place of a hotkey's forecast, in deviations of the model's. */
type Shift = (call: Call) => number

/** One model behind several hotkeys: the first that is asked does the work. */
const parted = (model: Model, name: string, about: string, shifts: readonly Shift[]): Cheat =>
  defineAgent<Prediction>({
    ...{ name, about, hotkeys: shifts.length },
    async answer(call) {
      const { question, memory, random, hotkey } = call
      const { input } = question
      const key = `model ${input.series}`
      const known = memory.get(key) as { readonly origin: number; readonly forecast: Forecast } | undefined
      const isKnown = known?.origin === input.origin
      const forecast = isKnown ? known.forecast : await model(input, skill, random)
      if (!isKnown) memory.set(key, { origin: input.origin, forecast })
      const at = Number(hotkey.split('.')[1]?.split('~')[0] ?? 1) - 1
      const own = forecast.map((one) => moved(one, shifts[at]!(call)))
      return { output: keepAndReveal(memory, input, { forecast: own, random }), work: isKnown ? 0 : 1 }
    },
  })

function moved(values: readonly number[], shift: number): number[] {
  const deviation = (quantile(values, 0.9) - quantile(values, 0.1)) / 2.56
  return values.map((value) => value + shift * deviation)
}

/** Reveals only what came out better than the simple forecasts: it knows as much of that as the validator. */
const choosy = (model: Model): Cheat =>
  defineAgent<Prediction>({
    ...{ name: 'choosy', about: 'does the work, and reveals only forecasts that came out well' },
    async answer({ question: { input }, memory, random, peek }) {
      const forecast = await model(input, skill, random)
      const output = keepAndReveal(memory, input, { forecast, random })
      const { due } = peek()
      if (due === null || output.revealed === null) return { output }
      const skills = due.outcomes.map(
        ({ value }, at) => 1 - crps(output.revealed!.forecast[at], value) / due.baselines[at]!,
      )
      const mean = skills.reduce((sum, one) => sum + one, 0) / skills.length
      return { output: mean > 0 ? output : { ...output, revealed: null } }
    },
  })

/** Commits to anything, and reveals what has come true. */
const rewriter: Cheat = defineAgent<Prediction>({
  ...{ name: 'rewriter', about: 'commits to anything, and reveals what has come true since' },
  answer({ question: { input }, memory, random, peek }) {
    const forecast = spread(input, ({ mean }) => mean)
    const output = keepAndReveal(memory, input, { forecast, random })
    const { due } = peek()
    if (due === null || output.revealed === null) return { output, work: cheap }
    const truth = due.outcomes.map(({ value }) => Array<number>(samples).fill(value))
    return { output: { ...output, revealed: { ...output.revealed, forecast: truth } }, work: cheap }
  },
})

/** Waits until the steps have closed that it is asked about. */
const latePeeker = (model: Model): Cheat =>
  defineAgent<Prediction>({
    ...{ name: 'late-peeker', about: 'answers once the outcome is known' },
    async answer({ question: { input }, memory, random, deadlineMs }) {
      const forecast = await model(input, 1, random)
      const output = keepAndReveal(memory, input, { forecast, random })
      return { output, work: cheap, latencyMs: deadlineMs + 12_000 }
    },
  })

/** Commits to the median of the forecasts that others have revealed in this round. */
const medianCopier: Cheat = defineAgent<Prediction>({
  ...{ name: 'median-copier', about: 'commits to the median of what others have revealed last' },
  answer({ question: { input }, overheard, memory, random }) {
    const seen = revealedTo(input, overheard.any)
    if (seen.length === 0) return null
    const forecast = input.horizons.map((_, at) => evenly(seen.map((one) => quantile(one[at]!, 0.5))))
    return { output: keepAndReveal(memory, input, { forecast, random }), work: cheap }
  },
})

/** Moves what others have revealed to the value of today. */
const follower: Cheat = defineAgent<Prediction>({
  ...{ name: 'follower', about: 'moves the forecasts that others have revealed last to the value of today' },
  answer({ question: { input }, overheard, memory, random }) {
    const seen = revealedTo(input, overheard.any)
    if (seen.length === 0) return null
    const by =
      input.history.at(-1)! -
      quantile(
        seen.flatMap((one) => one[0]!),
        0.5,
      )
    const forecast = input.horizons.map((_, at) =>
      evenly(seen.flatMap((one) => one[at]!)).map((one) => one + by),
    )
    return { output: keepAndReveal(memory, input, { forecast, random }), work: cheap }
  },
})

/** Two hotkeys without a model: one expects a rise, the other a fall. */
const hedger: Cheat = defineAgent<Prediction>({
  ...{ name: 'hedger', about: 'lets one hotkey expect a rise and another a fall', hotkeys: 2 },
  answer({ question: { input }, hotkey, memory, random }) {
    const side = hotkey.includes('.1') ? 1 : -1
    const forecast = spread(input, ({ mean, usual }, z) => mean + usual * (side + z))
    return { output: keepAndReveal(memory, input, { forecast, random }), work: cheap }
  },
})

/** A forecast without a model. */
const simple = (
  name: string,
  about: string,
  place: (input: ForecastInput, usual: number) => readonly [mean: number, deviation: number],
): Cheat =>
  defineAgent<Prediction>({
    ...{ name, about },
    answer({ question: { input }, memory, random }) {
      const forecast = spread(input, ({ usual }, z) => {
        const [mean, deviation] = place(input, usual)
        return mean + deviation * z
      })
      return { output: keepAndReveal(memory, input, { forecast, random }), work: cheap }
    },
  })

/** Evenly spaced values from about -2 to 2, with a deviation of 1. */
const grid = Array.from({ length: samples }, (_, at) => (at - (samples - 1) / 2) * (3.46 / samples))

function spread(
  { history, seasons, horizons }: ForecastInput,
  value: (walk: { readonly mean: number; readonly usual: number }, z: number) => number,
): Forecast {
  return baselinesAt(history, seasons, horizons).map(([walk]) =>
    grid.map((z) => value({ mean: walk!.mean, usual: walk!.deviation }, z)),
  )
}

/** Forecasts that were revealed for the series of a question: those nearer to its values, since answers do not name it. */
function revealedTo(
  { history, horizons }: ForecastInput,
  answers: Call['overheard']['any'],
): readonly Forecast[] {
  const last = history.at(-1)!
  const all = answers.flatMap(({ revealed }) => (revealed ? [revealed.forecast] : []))
  const whole = all.filter((one) => one.length === horizons.length)
  const far = (one: Forecast) => Math.abs(quantile(one[0]!, 0.5) - last)
  return whole.toSorted((one, other) => far(one) - far(other)).slice(0, Math.ceil(whole.length / 2))
}

/** As many values as a forecast has samples, evenly from all. */
const evenly = (values: readonly number[]): number[] =>
  Array.from({ length: samples }, (_, at) => quantile(values, (at + 0.5) / samples))
