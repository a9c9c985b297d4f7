import { isSubnetError } from '@subnetkit/base'
import type { Queues } from '../queue/types.js'
import type { Store } from '../store/store.js'
import type { ValidatorEvent } from './events.js'
import { announcedSettings } from './parse-options.js'
import type { QueueNames } from './queue-names.js'

interface QueueMoveParts {
  readonly store: Pick<Store, 'announced' | 'openRounds'>
  readonly queues: Pick<Queues, 'servers' | 'serverOf'>
  readonly names: QueueNames
  readonly emit: (event: ValidatorEvent) => void
}

/**
 * Move of a subnet whose server changed with the list of them. A round is never on two servers: while one is open on the former, no
 * other is planned, and the queues move once none is. The store knows the server that they were on.
 */
export interface QueueMove {
  /** True while no round may be planned. */
  readonly holdsPlans: boolean
  /** Server of the queues, for workers to follow; undefined where the backend has none. */
  readonly server: string | undefined
  /** Goes on where the queues were, if that server is still listed. */
  begin(): Promise<void>
  /** Moves if it is due and no round is open, or the former server is away: the store knows what was on it. */
  look(): Promise<void>
}

export function createQueueMove({ store, queues, names, emit }: QueueMoveParts): QueueMove {
  const { servers } = queues
  const all = Object.values(names)
  const { tag } = names.rounds
  const serverOf = () => queues.serverOf?.(names.rounds)
  let holdsPlans = false

  async function move(list: NonNullable<typeof servers>, reason: string): Promise<void> {
    const from = serverOf()!
    const to = list.homeOf(tag)
    await list.move(all, to)
    emit({ kind: 'queue-moved', from, to, reason })
  }

  return {
    get holdsPlans() {
      return holdsPlans
    },
    get server() {
      return serverOf()
    },
    async begin() {
      if (servers === undefined) return
      const last = announcedSettings.safeParse((await store.announced())?.settings)
      const former = last.success ? last.data.server : undefined
      const home = servers.homeOf(tag)
      if (former === undefined || former === home) return servers.move(all, home)
      if (!servers.names.includes(former)) {
        await servers.move(all, home)
        emit({ kind: 'queue-moved', from: former, to: home, reason: 'it is not listed any more' })
        return
      }
      try {
        await servers.move(all, former)
      } catch (error) {
        if (!isSubnetError(error) || error.code !== 'QUEUE_UNAVAILABLE') throw error
        await servers.move(all, home)
        emit({ kind: 'queue-moved', from: former, to: home, reason: 'it cannot be reached' })
      }
    },
    async look() {
      holdsPlans = false
      if (servers === undefined || serverOf() === servers.homeOf(tag)) return
      if (servers.trouble(tag).trouble !== null) return move(servers, 'it cannot be reached')
      if ((await store.openRounds()).length === 0) return move(servers, 'its rounds are over')
      holdsPlans = true
    },
  }
}
