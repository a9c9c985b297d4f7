import { createHash, randomUUID } from 'node:crypto'
import { type Clock, integer, made, optionsOf, parseOptions, systemClock, text } from '@subnetkit/base'
import { type CalleeReceipt, newTrace, noteCallee, type Subnet } from '@subnetkit/core'
import type { Call } from '@subnetkit/transport'
import { z } from 'zod'

/** Circumstances that the calls for one task share. */
export interface CallContext {
  /** Milliseconds since the epoch after which no answer is of use. */
  readonly deadline: number
  /** Subnets on the way to these calls, the first caller first. */
  readonly visited: readonly string[]
  /** W3C trace context. */
  readonly trace: string
  /** Name of the task: the same call for it is charged once. */
  readonly taskId: string
  /** Micro-credits that are left; null for no limit. */
  readonly left: number | null
  /** Sets an amount aside, by default all that is left; null if there is less. */
  reserve(amount?: number): Allowance | null
  /** Notes the receipt of a call. */
  note(receipt: CalleeReceipt): void
  /** Receipts of the calls so far. */
  readonly receipts: readonly CalleeReceipt[]
}

/** An amount that is set aside for one call. */
export interface Allowance {
  /** Null for no limit. */
  readonly amount: number | null
  /** Gives back what the call did not cost. */
  settle(price: number): void
}

/** Options of {@link createCallContext}. */
export interface CallContextOptions {
  /** Time for all calls together, in ms. @default 60_000 */
  readonly timeoutMs?: number | undefined
  /** Micro-credits that all calls together may cost. @default no limit */
  readonly budget?: number | undefined
  /** Subnets on the way to these calls. @default none */
  readonly visited?: readonly string[] | undefined
  /** W3C trace context of the caller. @default a new one */
  readonly trace?: string | undefined
  /** @default a random one */
  readonly taskId?: string | undefined
  readonly clock?: Pick<Clock, 'date'> | undefined
}

const schema = optionsOf({
  timeoutMs: integer(1).default(60_000),
  budget: integer(0).optional(),
  visited: z.array(text('the name of a subnet')).default([]),
  trace: text('a W3C trace context').optional(),
  taskId: text('a name').optional(),
  clock: made<Pick<Clock, 'date'>>('a clock', 'date').default(systemClock),
})

/** Makes the context of calls for one task. Throws CONFIG_INVALID. */
export function createCallContext(options: CallContextOptions = {}): CallContext {
  const { timeoutMs, budget, visited, trace, taskId, clock } = parseOptions(
    schema,
    options,
    'createCallContext',
  )
  return contextWith(
    {
      deadline: Math.floor(clock.date()) + timeoutMs,
      ...{ visited, trace: trace ?? newTrace(), taskId: taskId ?? randomUUID() },
    },
    budget ?? null,
    () => {},
  )
}

/** Options of {@link handlerContext}. */
export interface HandlerContextOptions {
  /** Micro-credits that the calls for one answer may cost together. */
  readonly budget: number
  readonly clock?: Pick<Clock, 'date'> | undefined
}

/** Time in which the same question is one task, in ms: a retry is not charged again, a question of tomorrow is a new one. */
const taskMs = 600_000

/**
 * Makes the context of the calls that a miner's handler makes for one answer. Their time is the rest of the handler's, and their budget
 * depends on nothing but `budget`: a miner that spent less on questions of a validator would be found out by its answers, and one that
 * spent more on them would be worse for everybody else. The answer names the receipts of the calls.
 * @example
 * async write({ input, ...call }) {
 *   const context = handlerContext(subnet, 'write', { input, ...call }, { budget: 2_000 })
 *   const drawn = await image.query('generate', { prompt: input.prompt }, { context })
 * }
 */
export function handlerContext(
  { name, protocol }: Pick<Subnet, 'name' | 'protocol'>,
  synapse: string,
  { input, caller, signal }: Call<unknown>,
  { budget, clock = systemClock }: HandlerContextOptions,
): CallContext {
  const now = Math.floor(clock.date())
  const task = [name, synapse, caller.hotkey, input, Math.floor(now / taskMs)]
  return contextWith(
    {
      deadline: now + (protocol[synapse]?.deadlineMs ?? 0),
      ...{ visited: [name], trace: newTrace() },
      taskId: createHash('sha256')
        .update(JSON.stringify(task, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
        .digest('hex'),
    },
    budget,
    (receipt) => noteCallee(signal, receipt),
  )
}

function contextWith(
  fixed: Pick<CallContext, 'deadline' | 'visited' | 'trace' | 'taskId'>,
  budget: number | null,
  onReceipt: (receipt: CalleeReceipt) => void,
): CallContext {
  let left = budget
  const receipts: CalleeReceipt[] = []
  return {
    ...fixed,
    get left() {
      return left
    },
    receipts,
    reserve(wanted) {
      if (left === null) return { amount: wanted ?? null, settle() {} }
      const amount = wanted ?? left
      if (amount > left || left === 0) return null
      left -= amount
      let isSettled = false
      return {
        amount,
        settle(price) {
          if (!isSettled) left! += Math.min(amount, Math.max(0, amount - price))
          isSettled = true
        },
      }
    },
    note(receipt) {
      receipts.push(receipt)
      onReceipt(receipt)
    },
  }
}
