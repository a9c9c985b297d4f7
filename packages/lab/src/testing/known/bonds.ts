import type { ChainSettings } from '../../chain/settings.js'
import { playScenario, readScenario } from './vector-scenario.js'

/** Rules of consensus that the results compare, in the settings of the scenarios: weights that are clipped lose no bonds. */
export const rulesOf = {
  'Yuma 2': { yuma3: false, liquidAlpha: false, bondsPenalty: 0 },
  'Yuma 3': { yuma3: true, liquidAlpha: false, bondsPenalty: 0 },
  'Yuma 3, liquid alpha': { yuma3: true, liquidAlpha: true, bondsPenalty: 0 },
  'Yuma 3, clipped weights lose bonds': { yuma3: true, liquidAlpha: false, bondsPenalty: 65_535 },
} as const satisfies Record<string, ChainSettings>

/**
 * Dividends of the three validators for their stake, by epoch, in a scenario of the chain's own tests: 1 is a part of the dividends as
 * large as that of the stake. The weights of its last step stay for as many epochs as are asked for.
 */
export function dividendsPerStake(
  id: string,
  rules: ChainSettings,
  epochs: number,
): readonly (readonly number[])[] {
  const scenario = readScenario('epoch-yuma3.json', id)
  const last = scenario.steps.at(-1)!
  const more = Array.from({ length: Math.max(0, epochs + 1 - scenario.steps.length) }, () => last)
  const steps = [...scenario.steps, ...more]
  // Validators that repeat their weights do not count as gone.
  const played = playScenario({ ...scenario, steps }, { ...rules, activityCutoffFactor: 1_000_000 })
  const stakes = last.input.alpha_stake.slice(0, 3).map(Number)
  const total = stakes.reduce((sum, stake) => sum + stake, 0)
  // The first epoch only grants the permits.
  return played
    .slice(1, epochs + 1)
    .map(({ dividends }) => stakes.map((stake, uid) => dividends[uid]! / 65_535 / (stake / total)))
}
