import type { AnyAgent } from '../agents/agent.js'
import { cheats } from '../agents/catalogue.js'
import { honest, unlucky, weak } from '../agents/honest.js'
import type { AnyLab } from '../define-lab.js'
import {
  bribedValidator,
  eclipsedValidator,
  ringValidator,
  stakeSplitter,
  staleValidator,
  versionLaggard,
} from '../validators/cheating.js'
import { weightCopier } from '../validators/copier.js'
import { honestValidator } from '../validators/honest-validator.js'
import type { ValidatorAgent } from '../validators/validator-agent.js'
import type { Population, ValidatorGroup } from './population.js'

/** Size of a usual population. */
export interface UsualPopulation {
  /** Honest miners. @default 24 */
  readonly honest?: number | undefined
  /** Honest miners that register one by one, every third epoch from the tenth on. @default 1 */
  readonly newcomers?: number | undefined
  /** Validators. @default 3 */
  readonly validators?: number | undefined
  /** Names of the cheats that play. @default all */
  readonly cheats?: readonly string[] | undefined
  /** True to add dishonest validators, or names of those to add. @default true: one of each kind */
  readonly dishonestValidators?: boolean | readonly string[] | undefined
  /** Part of all stake that dishonest validators have together, 0 to below 1. @default 50 alpha for each, beside 1000 of each honest one */
  readonly dishonestStake?: number | undefined
}

const honestStake = 1_000
/** Hotkeys over which a stake-splitter splits. */
const splits = 3

/** The built-in dishonest validators. */
export const dishonestValidators = (): readonly ValidatorAgent[] => [
  ...[
    bribedValidator(),
    weightCopier(),
    staleValidator(),
    ringValidator(),
    versionLaggard(),
    eclipsedValidator(),
    stakeSplitter(),
  ],
]

/** Honest miners of three kinds, those that join late, and each cheat once: the built-in ones and those of the lab. */
export function usualPopulation(lab: Pick<AnyLab, 'agents'>, options: UsualPopulation = {}): Population {
  const { honest: count = 24, newcomers = 1, validators = 3, cheats: names } = options
  const own = new Set(lab.agents.map(({ name }) => name))
  const all: readonly AnyAgent[] = [...cheats().filter(({ name }) => !own.has(name)), ...lab.agents]
  const chosen = all.filter(({ name }) => names?.includes(name) ?? true)
  return {
    miners: [
      { agent: honest(), operators: Math.max(1, Math.floor(count / 2)) },
      { agent: weak(), operators: Math.max(1, Math.floor(count / 4)) },
      { agent: unlucky(), operators: Math.max(1, Math.floor(count / 4)) },
      {
        ...{ agent: honest({ name: 'honest-newcomer' }), operators: newcomers },
        ...{ joins: 10, joinsEvery: 3 },
      },
      ...chosen.map((agent) => ({ agent })),
    ],
    validators: [
      { agent: honestValidator(), count: validators, stake: honestStake },
      ...dishonestGroups(options, validators * honestStake),
    ],
  }
}

/** Dishonest validators with equal parts of their stake, beside honest ones with this much alpha. */
function dishonestGroups(
  { dishonestValidators: names = true, dishonestStake }: UsualPopulation,
  honestAlpha: number,
): readonly ValidatorGroup[] {
  if (names === false || dishonestStake === 0) return []
  // One that splits its stake plays several rounds for nothing where it has little.
  const isUsual = (name: string) => dishonestStake !== undefined || name !== 'stake-splitter'
  const kinds = dishonestValidators().filter(({ name }) =>
    names === true ? isUsual(name) : names.includes(name),
  )
  const alpha =
    dishonestStake === undefined ? 50 : (honestAlpha * dishonestStake) / (1 - dishonestStake) / kinds.length
  return kinds.map((agent) => {
    const count = agent.name === 'stake-splitter' ? splits : 1
    return { agent, count, stake: alpha / count }
  })
}
