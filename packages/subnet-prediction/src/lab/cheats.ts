import { normal } from '../market.js'
import type { Cheat } from './cheat.js'
import type { Model } from './model.js'
import { choosy, latePeeker, overfitter, parted, type Shift } from './with-model.js'
import { follower, hedger, medianCopier, rewriter, simple } from './without-model.js'

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
  overfitter,
]
