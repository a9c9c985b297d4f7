import { type Clock, toSubnetError } from '@subnetkit/base'
import { dressedObservation, openFieldsOf, type TaskSource } from '@subnetkit/core'
import type { StoredEvidence } from '@subnetkit/core/validator'
import type { Gateway, GatewayEvidence, GatewayModel, GatewayOptions } from '@subnetkit/gateway'
import type { Log } from '../log/log.js'
import type { OrganicLink } from '../validator/organic-link.js'

interface FeedParameters {
  readonly validator: OrganicLink
  /** Model whose traffic it is: that of the validator's subnet. */
  readonly model: string
  readonly tasks: Pick<TaskSource, 'families'>
  readonly clock: Pick<Clock, 'interval'>
  readonly log: Log
}

/** Passes evidence and the outsides of requests on to a validator, until it is closed; closing keeps what waits. */
export interface OrganicFeed
  extends Required<Pick<GatewayOptions, 'onEvidence' | 'onRequest' | 'onWithdrawn'>>,
    AsyncDisposable {
  /** Follows the keys of the gateway: other processes, too, record that an owner withdraws. */
  follow(keys: Pick<Gateway['keys'], 'withdrawn'>): void
  /** The model with each call of a miner noted, by its time only. */
  watched(model: GatewayModel): GatewayModel
  /** Time by which a question of known answer is put off, in ms. */
  probeDelayMs(): number
  /** Outsides of recent requests, with which the gateway draws tasks of its own. */
  observed(): unknown
}

/** Time between two writes, in ms, and verdicts that wait for one, at most: those beyond it are lost, which costs no miner anything. */
const everyMs = 250
const mostWaiting = 10_000
/** Time between two looks for owners who have withdrawn elsewhere, in ms. */
const lookMs = 5_000

export function createOrganicFeed({ validator, model, tasks, clock, log }: FeedParameters): OrganicFeed {
  const { traffic, store } = validator
  let waiting: StoredEvidence[] = []
  let writing: Promise<void> = Promise.resolve()
  let keys: Pick<Gateway['keys'], 'withdrawn'> = { withdrawn: async () => [] }

  async function write(): Promise<void> {
    const evidence = waiting
    waiting = []
    if (evidence.length === 0) return
    try {
      const gone = new Set(await keys.withdrawn([...new Set(evidence.map(({ key }) => key))]))
      await store.addEvidence(evidence.filter(({ key }) => !gone.has(key)))
    } catch (thrown) {
      waiting = [...evidence, ...waiting].slice(0, mostWaiting)
      const { code, message: why } = toSubnetError(thrown)
      const message = `evidence of users' requests cannot be kept and waits in memory: ${why}`
      log.write('warn', { event: 'evidence-unkept', code, message })
    }
  }
  const flush = () => {
    writing = writing.then(write)
    return writing
  }
  /** Deletes what waits of some keys, after what is being written. */
  const drop = (idsOf: () => Promise<readonly string[]>) => {
    writing = writing.then(async () => {
      try {
        await store.dropEvidence(await idsOf())
      } catch (thrown) {
        const { code, message: why } = toSubnetError(thrown)
        const message = `evidence of requests whose owners have withdrawn cannot be deleted, and is tried again: ${why}`
        log.write('warn', { event: 'evidence-undropped', code, message })
      }
    })
    return writing
  }
  const timers = [
    clock.interval(() => void flush(), everyMs, { ref: false }),
    clock.interval(() => void drop(async () => keys.withdrawn(await store.waitingKeys())), lookMs, {
      ref: false,
    }),
  ]

  return {
    onEvidence(evidence) {
      const own = evidence.filter((one) => one.model === model).map(toStored)
      waiting.push(...own.slice(0, mostWaiting - waiting.length))
    },
    onWithdrawn(id) {
      waiting = waiting.filter(({ key }) => key !== id)
      traffic.forget(id)
      return drop(async () => [id])
    },
    follow(of) {
      keys = of
    },
    onRequest({ model: asked, synapse, input, key, payer }) {
      if (asked !== model) return
      const names = openFieldsOf(tasks.families, synapse)
      if (names.length === 0) return
      const fields = Object.entries(Object(input) as object).filter(([name]) => names.includes(name))
      const size = Buffer.byteLength(JSON.stringify(input))
      traffic.asked({ size, parameters: Object.fromEntries(fields), payer, key })
    },
    watched: (of) => ({
      ...of,
      query(miner, ...asked) {
        traffic.called(miner.hotkey)
        return of.query(miner, ...asked)
      },
      ...(of.stream !== undefined && {
        stream(miner, ...asked) {
          traffic.called(miner.hotkey)
          return of.stream!(miner, ...asked)
        },
      }),
    }),
    probeDelayMs: () => traffic.delay(),
    observed() {
      const profiles = traffic.profiles()
      return profiles.length === 0 ? undefined : dressedObservation({ own: undefined, profiles })
    },
    async [Symbol.asyncDispose]() {
      for (const timer of timers) timer.cancel()
      await flush()
    },
  }
}

function toStored({ miner, model: _, ...evidence }: GatewayEvidence): StoredEvidence {
  const at = miner.lastIndexOf('@')
  return { ...evidence, hotkey: miner.slice(0, at), registeredAt: Number(miner.slice(at + 1)) }
}
