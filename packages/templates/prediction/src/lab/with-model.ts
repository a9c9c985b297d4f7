import { defineAgent } from 'subnetkit/lab'
import { crps } from 'subnetkit/measures'
import type { Forecast } from '../protocol.js'
import { quantile } from '../quantile.js'
import { type Call, type Cheat, cheap, type Prediction, skill } from './cheat.js'
import { keepAndReveal } from './keep.js'
import type { Model } from './model.js'

/** Place of a hotkey's forecast, in deviations of the model's. */
export type Shift = (call: Call) => number

/** One model behind several hotkeys: the first that is asked does the work. */
export const parted = (model: Model, name: string, about: string, shifts: readonly Shift[]): Cheat =>
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
export const choosy = (model: Model): Cheat =>
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

/** Waits until the steps have closed that it is asked about. */
export const latePeeker = (model: Model): Cheat =>
  defineAgent<Prediction>({
    ...{ name: 'late-peeker', about: 'answers once the outcome is known' },
    async answer({ question: { input }, memory, random, deadlineMs }) {
      const forecast = await model(input, 1, random)
      const output = keepAndReveal(memory, input, { forecast, random })
      return { output, work: cheap, latencyMs: deadlineMs + 12_000 }
    },
  })

/** Knows every other series for next to nothing as well as honest models do. No program knows more: outcomes are drawn by no generator. */
export const overfitter: Cheat = defineAgent<Prediction>({
  ...{
    name: 'overfitter',
    about: 'has a cheap model for half of the series, as good as honest ones, and guesses the rest',
  },
  answer: async ({ family, families, solve }) => ({
    ...{ output: await solve(families.indexOf(family) % 2 === 1 ? skill : 0), work: 0.05 },
  }),
})
