import { defineSubnet, windowedMean } from 'subnetkit'
import { chooseTimelock } from './beacon/choose-timelock.js'
import type { Timelock } from './beacon.js'
import { exhibits } from './exhibits.js'
import { chooseFeed } from './feed/choose-feed.js'
import type { Feed } from './feed.js'
import { json } from './forecast-view.js'
import { aboveBaseline } from './incentive.js'
import { protocol } from './protocol.js'
import { createScoring } from './rubric.js'
import { createTasks, spans } from './tasks.js'

/** Options of {@link definePrediction}. */
export interface PredictionOptions {
  readonly feed: Feed
  /** Matured rounds that count. @default 40 */
  readonly window?: number | undefined
  /** Miners may, or have to, commit by timelock. @default by a hash only */
  readonly timelock?: Timelock | undefined
}

/** Score of the baseline. */
const baseline = 0.5

/** The prediction subnet over a feed. */
export function definePrediction({ feed, window = 40, timelock }: PredictionOptions) {
  const tasks = createTasks(feed, spans, timelock)
  return defineSubnet({
    name: 'my-subnet',
    // Raise it with every change of the protocol or the rubric: validators publish it with their weights.
    version: 1,
    protocol,
    // How `subnet gateway` offers it to clients.
    views: { json },
    // What people look at in the dashboard.
    exhibits,
    tasks,
    rubric: createScoring(tasks, { sealedOnly: timelock?.required }),
    incentive: {
      // The matured rounds of a newcomer count as the worst until it has 30 % of the window.
      scoreboard: windowedMean({ rounds: window, minRounds: Math.ceil(0.3 * window) }),
      // Twice the skill earns eight times the weight.
      weights: aboveBaseline({ baseline, exponent: 3 }),
    },
  })
}

export default definePrediction({ feed: chooseFeed(process.env), timelock: chooseTimelock(process.env) })
