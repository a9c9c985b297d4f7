import { writeForm } from '../../store/answer-form.js'
import type { Spending } from '../../store/records.js'
import { toWire } from '../../subnet/encoding/to-wire.js'
import type { Protocol } from '../../subnet/synapse.js'
import type { Task } from '../../tasks/task.js'

export const nothing: Spending = { requests: 0, bytes: 0, ms: 0, cost: 0 }

/** The most that asking a task may take. */
export function needOfTask(protocol: Protocol, { synapse: name, input }: Task): Spending {
  const synapse = protocol[name]!
  const cost = synapse.cost(input)
  return {
    requests: 1,
    bytes: requestBytes(protocol, name, input) + synapse.maxBytes,
    ms: synapse.deadlineMs,
    // What is no cost fits into no budget.
    cost: cost >= 0 ? cost : Number.NaN,
  }
}

/** The most that asking these tasks may take. */
export function needOf(protocol: Protocol, tasks: readonly Task[]): Spending {
  return tasks.reduce((sum, task) => plus(sum, needOfTask(protocol, task)), nothing)
}

export function plus(one: Spending, other: Spending): Spending {
  return {
    requests: one.requests + other.requests,
    bytes: one.bytes + other.bytes,
    ms: one.ms + other.ms,
    cost: one.cost + other.cost,
  }
}

export function minus(one: Spending, other: Spending): Spending {
  return {
    requests: one.requests - other.requests,
    bytes: one.bytes - other.bytes,
    ms: one.ms - other.ms,
    cost: one.cost - other.cost,
  }
}

function requestBytes(protocol: Protocol, name: string, input: unknown): number {
  try {
    const { text, parts } = writeForm('wire', toWire(protocol[name]!.input, input))
    return Buffer.byteLength(text) + parts.reduce((sum, { size }) => sum + size, 0)
  } catch {
    return 0 // it cannot be sent either
  }
}
