import { type Clock, createSerialQueue, systemClock, toSubnetError } from '@subnetkit/base'
import { type AnnouncedValidator, announcedValidators, type Database } from '@subnetkit/core/validator'
import type { Log } from '../log/log.js'
import { createResources, type Resources } from '../neuron/resources.js'
import { chooseAnnounced } from './choose-announced.js'

/** Work of a worker for one validator after another: the same hotkey on another chain, after a devnet was started again. */
export interface Lives extends AsyncDisposable {
  /** Genesis of the chain that it works on; null while it works on none. */
  readonly genesisHash: string | null
  /** Ends the work on the chain before, and begins on this one. Throws what keeps it from that. */
  begin(validator: AnnouncedValidator): Promise<void>
}

interface LivesParts {
  readonly log: Log
  /** Declares that the process waits, with the reason in a sentence. */
  readonly waits: (sentence: string) => void
  /** Declares that it works, and on which chain. */
  readonly runs: (genesisHash: string) => void
  /** Starts the work; everything that it opens belongs to `life`. */
  readonly serve: (validator: AnnouncedValidator, life: Resources) => Promise<void>
}

export function createLives({ log, waits, runs, serve }: LivesParts): Lives {
  let life: Resources | null = null
  let genesisHash: string | null = null

  async function end(): Promise<void> {
    const ending = life
    life = null
    genesisHash = null
    await ending?.close()
  }

  return {
    get genesisHash() {
      return genesisHash
    },
    async begin(validator) {
      if (life !== null) {
        const message = `the coordinator of ${validator.hotkey} runs on another chain now, with the genesis ${validator.genesisHash.slice(0, 10)}…: this worker follows it`
        waits(message)
        log.write('warn', { event: 'chain-changed', message })
      }
      await end()
      life = createResources()
      try {
        await serve(validator, life)
        genesisHash = validator.genesisHash
        runs(genesisHash)
      } catch (error) {
        await end()
        throw error
      }
    },
    [Symbol.asyncDispose]: end,
  }
}

interface FollowParts {
  readonly database: Database
  readonly log: Log
  readonly lives: Lives
  /** Validator to follow; undefined for all mechanisms. */
  readonly of: { readonly hotkey: string; readonly netuid: number; readonly mechanism: number | undefined }
  /** @default the system's */
  readonly clock?: Clock
}

/** Pause between two looks, in ms. */
const everyMs = 5_000

/** Time between two reports of a chain on which it cannot begin, in ms. */
const reportMs = 60_000

/** Looks for a coordinator of the same validator on another chain, and begins there once that before is silent. */
export function followCoordinator({
  database,
  log,
  lives,
  of,
  clock = systemClock,
}: FollowParts): AsyncDisposable {
  const { hotkey, netuid, mechanism } = of
  const oneByOne = createSerialQueue()
  const timer = clock.interval(() => void oneByOne(look), everyMs, { ref: false })
  let isOver = false
  let reportedAt = Number.NEGATIVE_INFINITY

  async function look(): Promise<void> {
    try {
      const all = await announcedValidators(database, hotkey)
      const { found, others } = chooseAnnounced(
        all.filter(
          (one) => one.netuid === netuid && (mechanism === undefined || one.mechanism === mechanism),
        ),
      )
      const isMoved = found !== undefined && found.genesisHash !== lives.genesisHash && others.length === 0
      if (isMoved && !isOver) await lives.begin(found)
    } catch (error) {
      // Trouble of the store is the health's to report.
      if (isOver || lives.genesisHash !== null || clock.now() - reportedAt < reportMs) return
      reportedAt = clock.now()
      const { code, message } = toSubnetError(error)
      log.write('error', { event: 'worker-failed', code, message })
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      isOver = true
      timer.cancel()
      await oneByOne(async () => {})
    },
  }
}
