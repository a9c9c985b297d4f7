import { type Clock, createSerialQueue, systemClock, toSubnetError } from '@subnetkit/base'
import { type AnnouncedValidator, announcedValidators, type Database } from '@subnetkit/core/validator'
import type { Log } from '../log/log.js'
import { createResources, type Resources } from '../neuron/resources.js'
import { apartMs, chooseAnnounced } from './choose-announced.js'

/**
 * Work of a worker for one validator after another: the same hotkey on another chain, after a devnet was started again, or
 * on the same chain with other settings.
 */
export interface Lives extends AsyncDisposable {
  /** Genesis of the chain that it works on; null while it works on none. */
  readonly genesisHash: string | null
  /**
   * Ends the work before, and begins on this chain, where `announced` are the validator's mechanisms. Throws what keeps it
   * from that.
   */
  begin(validator: AnnouncedValidator, announced?: readonly AnnouncedValidator[]): Promise<void>
  /** Returns those mechanisms of its chain whose settings are not those it began with. */
  changed(announced: readonly AnnouncedValidator[]): AnnouncedValidator[]
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
  const settings = new Map<number, string>()

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
    async begin(validator, announced = [validator]) {
      if (life !== null) {
        const isMoved = genesisHash !== validator.genesisHash
        const change = isMoved
          ? `runs on another chain now, with the genesis ${validator.genesisHash.slice(0, 10)}…`
          : 'has other settings now'
        const message = `the coordinator of ${validator.hotkey} ${change}: this worker follows it`
        waits(message)
        log.write('warn', { event: isMoved ? 'chain-changed' : 'settings-changed', message })
      }
      await end()
      settings.clear()
      for (const one of announced) {
        if (one.genesisHash === validator.genesisHash) settings.set(one.mechanism, settingsOf(one))
      }
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
    changed: (announced) =>
      announced.filter((one) => {
        if (one.genesisHash !== genesisHash) return false
        const before = settings.get(one.mechanism)
        // The work for a mechanism that was announced since has begun with these.
        if (before === undefined) settings.set(one.mechanism, settingsOf(one))
        return before !== undefined && before !== settingsOf(one)
      }),
    [Symbol.asyncDispose]: end,
  }
}

const settingsOf = (validator: AnnouncedValidator) => JSON.stringify(validator.settings)

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

/**
 * Looks for a coordinator of the same validator on another chain, or with other settings, and begins with it once that
 * before is silent.
 */
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
  /** Settings that replace those of the worker, and since when. */
  let newer: { readonly text: string; readonly at: number } | null = null

  /** Returns a mechanism with other settings that no coordinator with the former ones announces any more. */
  function changedIn(announced: readonly AnnouncedValidator[]): AnnouncedValidator | undefined {
    const changed = lives.changed(announced)
    const text = changed.map((one) => `${one.mechanism} ${settingsOf(one)}`).join()
    if (newer?.text !== text) newer = { text, at: clock.now() }
    return clock.now() - newer.at >= apartMs ? changed[0] : undefined
  }

  async function look(): Promise<void> {
    try {
      const announced = (await announcedValidators(database, hotkey)).filter(
        (one) => one.netuid === netuid && (mechanism === undefined || one.mechanism === mechanism),
      )
      const { found, others } = chooseAnnounced(announced)
      const isMoved = found !== undefined && found.genesisHash !== lives.genesisHash && others.length === 0
      const next = isMoved ? found : changedIn(announced)
      if (next && !isOver) await lives.begin(next, announced)
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
