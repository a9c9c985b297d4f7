import { type SubnetError, toSubnetError } from '@subnetkit/base'
import { type Condition, createCondition } from './condition.js'
import type { Queues } from './types.js'

/** Server of queues, before it is used. */
export interface ShardParts {
  readonly name: string
  open(): Promise<Queues>
}

/** Server of queues, opened when it is first needed. */
export interface Shard extends AsyncDisposable {
  readonly name: string
  /** Condition of a server that is in use: that of its queues, or the error that keeps it from being opened. */
  readonly condition: Condition
  /** Returns its queues. Throws what keeps it from being opened; the next call tries again. */
  get(): Promise<Queues>
}

export function createShard({ name, open }: ShardParts): Shard {
  const condition = createCondition()
  let opening: Promise<Queues> | null = null
  let isOver = false

  async function begin(): Promise<Queues> {
    try {
      const queues = await open()
      queues.onTrouble(condition.set)
      condition.set(queues.trouble)
      return queues
    } catch (error) {
      opening = null
      if (!isOver) condition.set(toSubnetError(error) as SubnetError)
      throw error
    }
  }

  const get = () => {
    opening ??= begin()
    return opening
  }
  return {
    ...{ name, condition, get },
    async [Symbol.asyncDispose]() {
      isOver = true
      const opened = await opening?.catch(() => null)
      await opened?.[Symbol.asyncDispose]()
    },
  }
}
