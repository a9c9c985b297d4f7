import { type Clock, systemClock, toSubnetError } from '@subnetkit/base'
import { type ChainClient, openBlock } from '@subnetkit/chain'
import { readModelCards } from '@subnetkit/core/validator'
import type { CommittedModel } from '@subnetkit/gateway'
import type { Log } from '../log/log.js'

interface ModelCardsParameters {
  readonly chain: ChainClient
  readonly netuid: number
  /** Hotkeys whose cards are read. */
  readonly hotkeys: () => readonly string[]
  readonly log: Log
  readonly clock?: Pick<Clock, 'interval'> | undefined
}

/** Models that miners have committed to, as the chain showed them last. */
export interface ModelCards extends AsyncDisposable {
  of(hotkey: string): CommittedModel | null
}

/** Time between two reads, in ms: a new card counts from the next minute on. */
const everyMs = 60_000

/** Follows the model cards of miners; while the chain is away, those of before stay in use, with the block that they were read at. */
export async function followModelCards(parameters: ModelCardsParameters): Promise<ModelCards> {
  const { chain, netuid, hotkeys, log, clock = systemClock } = parameters
  let cards: ReadonlyMap<string, CommittedModel> = new Map()

  async function refresh(): Promise<void> {
    try {
      const names = hotkeys()
      const { block: at } = (await openBlock(chain, { reads: {} })).block
      const read = await readModelCards(chain, { netuid, hotkeys: names, at })
      cards = new Map(
        read.flatMap((card, place) => {
          if (card === null) return []
          const { name, licence } = card
          const sha256 = Buffer.from(card.sha256).toString('hex')
          return [[names[place]!, { sha256, name, licence, block: at.number }]]
        }),
      )
    } catch (error) {
      const { code, message } = toSubnetError(error)
      log.write('debug', { event: 'model-cards-unread', code, message })
    }
  }
  await refresh()
  let running = Promise.resolve()
  const timer = clock.interval(
    () => {
      running = running.then(refresh)
    },
    everyMs,
    { ref: false },
  )
  return {
    of: (hotkey) => cards.get(hotkey) ?? null,
    async [Symbol.asyncDispose]() {
      timer.cancel()
      await running
    },
  }
}
