import type { AnyAgent } from '../agents/agent.js'
import { cheats } from '../agents/catalogue.js'
import { honest, unlucky, weak } from '../agents/honest.js'
import type { AnyLab } from '../define-lab.js'
import { eclipsedValidator, ringValidator, staleValidator, versionLaggard } from '../validators/cheating.js'
import { weightCopier } from '../validators/copier.js'
import { honestValidator } from '../validators/honest-validator.js'
import type { Population } from './population.js'

/** Size of a usual population. */
export interface UsualPopulation {
  /** Honest miners. @default 24 */
  readonly honest?: number | undefined
  /** Validators. @default 3 */
  readonly validators?: number | undefined
  /** Names of the cheats that play. @default all */
  readonly cheats?: readonly string[] | undefined
  /** True to add one of each dishonest kind, with little stake. @default true */
  readonly dishonestValidators?: boolean | undefined
}

const dishonest = [weightCopier(), staleValidator(), ringValidator(), versionLaggard(), eclipsedValidator()]

/** Honest miners of three kinds, one that joins late, and each cheat once: the built-in ones and those of the lab. */
export function usualPopulation(lab: Pick<AnyLab, 'agents'>, options: UsualPopulation = {}): Population {
  const { honest: count = 24, validators = 3, cheats: names } = options
  const own = new Set(lab.agents.map(({ name }) => name))
  const all: readonly AnyAgent[] = [...cheats().filter(({ name }) => !own.has(name)), ...lab.agents]
  const chosen = all.filter(({ name }) => names?.includes(name) ?? true)
  return {
    miners: [
      { agent: honest(), operators: Math.max(1, Math.floor(count / 2)) },
      { agent: weak(), operators: Math.max(1, Math.floor(count / 4)) },
      { agent: unlucky(), operators: Math.max(1, Math.floor(count / 4)) },
      { agent: honest({ name: 'honest-newcomer' }), joins: 10 },
      ...chosen.map((agent) => ({ agent })),
    ],
    validators: [
      { agent: honestValidator(), count: validators },
      ...(options.dishonestValidators === false ? [] : dishonest.map((agent) => ({ agent, stake: 50 }))),
    ],
  }
}
