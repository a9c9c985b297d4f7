import { createHash } from 'node:crypto'
import type { Task } from '@subnetkit/core'
import type { Output } from '../agents/agent.js'

type Asked = Pick<Task, 'synapse' | 'input'>

/** Answers of a round so far, for agents that copy. */
export interface Answers {
  add(task: Asked, output: Output): void
  /** Answers to this very question, and to any of its synapse, oldest first. */
  to(task: Asked): { readonly same: readonly Output[]; readonly any: readonly Output[] }
}

/** Answers to any question that are kept: a copier needs no more. */
const most = 64

/** Keeps the answers of a round by question. */
export function createAnswers(): Answers {
  const byQuestion = new Map<string, Output[]>()
  const bySynapse = new Map<string, Output[]>()
  const pending: (readonly [Asked, Output])[] = []
  // Questions are written as text only where an agent copies.
  const settle = () => {
    for (const [task, output] of pending.splice(0)) {
      const key = keyOf(task)
      byQuestion.set(key, [...(byQuestion.get(key) ?? []), output].slice(-most))
    }
  }
  return {
    add(task, output) {
      pending.push([task, output])
      const known = bySynapse.get(task.synapse) ?? []
      bySynapse.set(task.synapse, known)
      known.push(output)
      if (known.length > most) known.shift()
    },
    to(task) {
      settle()
      return { same: byQuestion.get(keyOf(task)) ?? [], any: bySynapse.get(task.synapse) ?? [] }
    },
  }
}

const keyOf = ({ synapse, input }: Asked): string =>
  `${synapse} ${JSON.stringify(input, (_, value: unknown) => textOf(value))}`

function textOf(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  return value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value
}
