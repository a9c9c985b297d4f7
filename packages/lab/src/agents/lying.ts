import { defineAgent, type MinerAgent } from './agent.js'
import { strongSkill } from './honest.js'

/** Names of fields that say how much there is. */
const amounts = /size|bytes|count|length|total|amount|volume|tokens|score|confidence/i

/** Does a tenth of the work and says that it is ten times as much. */
export const sizeLiar = ({ factor = 10 } = {}): MinerAgent =>
  defineAgent({
    ...{
      name: 'size-liar',
      about: `does a tenth of the work and states every amount in its answers ${factor} times as large`,
    },
    answer: async ({ solve }) => ({ output: inflated(await solve(0.1), factor) as never, work: 0.1 }),
  })

/** The value with every number of a field that says how much there is this many times as large. */
export function inflated(value: unknown, factor: number, name = ''): unknown {
  if (typeof value === 'number') return amounts.test(name) ? value * factor : value
  if (typeof value === 'bigint') return amounts.test(name) ? value * BigInt(Math.round(factor)) : value
  if (Array.isArray(value)) return value.map((one) => inflated(one, factor, name))
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) {
    return value
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inflated(one, factor, key)]))
}

/** Options of {@link auditGamer}. */
export interface AuditGamerOptions {
  /** Part of the questions of either kind that it recognises; 0.5 is a coin, as where all questions look alike. @default 0.5 */
  readonly accuracy?: number
  /** Part of all traffic that is scored; the rest is that of users. @default 0.25 */
  readonly audits?: number
}

/**
 * Works for questions that it takes for audits and guesses for users. The questions of a lab are the audits; what is saved on users beside
 * them is taken off the work, of which an honest miner does all.
 */
export const auditGamer = ({ accuracy = 0.5, audits = 0.25 }: AuditGamerOptions = {}): MinerAgent =>
  defineAgent({
    ...{
      name: 'audit-gamer',
      about: `works for what it takes for audits, telling ${Math.round(accuracy * 100)} % right, and guesses for users`,
    },
    async answer({ solve, random }) {
      const works = random.chance(accuracy)
      const forUsers = (1 - audits) * (1 - accuracy)
      return { output: await solve(works ? strongSkill : 0), work: (works ? audits : 0) + forUsers + 0.01 }
    },
  })

/** Guesses, and pays a validator for weight. */
export const briber = ({ price = 0.3 } = {}): MinerAgent =>
  defineAgent({
    ...{
      name: 'briber',
      about: `guesses, and pays a validator ${price} times the cost of the work for its weight`,
    },
    answer: async ({ solve }) => ({ output: await solve(0), work: price }),
  })
