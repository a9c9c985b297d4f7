import type { Clock } from '@subnetkit/base'
import type { CalleeReceipt } from '@subnetkit/core'
import type { GatewayModel } from '../model.js'
import { plain } from '../modes/plain.js'
import { createRouter } from '../routing/ask.js'
import type { MinerCall } from '../routing/question.js'
import { chunksIn } from './chunk-lines.js'
import { pinned } from './pinned.js'
import { synapseCall } from './synapse-call.js'

/** Output of a synapse that was asked without a gateway. */
export interface MinersAnswer {
  /** As the wire carries it: its schema has not run. */
  readonly output: unknown
  /** Hotkeys of the miners that it is from. */
  readonly miners: readonly string[]
  /** Receipts of calls that the miner says it made for it. */
  readonly calls: readonly CalleeReceipt[]
}

/** Output of a synapse that streams, while its miner writes it. */
export interface MinersStream {
  /** Hotkey of the miner that it is from. */
  readonly miner: string
  /** Chunks as the wire carries them, for one reader. Ends in an ApiError if the miner breaks off or is not proven, and in the signal's reason. */
  readonly chunks: AsyncIterable<unknown>
}

/** Options of one question. */
export interface AskOptions {
  readonly signal: AbortSignal
  readonly miner: string | null
}

/** Asks the miners of a subnet as a gateway does, without keys, prices and limits. */
export interface MinerAsker {
  /** Throws ApiError. */
  ask(synapse: string, input: unknown, options: AskOptions): Promise<MinersAnswer>
  /** Asks for an answer that is passed on as it comes; another miner is asked until its first chunk. The synapse has to stream. Throws ApiError. */
  open(synapse: string, input: unknown, options: AskOptions): Promise<MinersStream>
}

/** Creates what asks miners: it learns from their answers whom to ask next. */
export function createMinerAsker(model: GatewayModel, clock: Clock): MinerAsker {
  const router = createRouter({ clock, random: Math.random })
  const askingOf = ({ signal, miner }: AskOptions, onCall: (call: MinerCall) => void) => ({
    model: miner === null ? model : pinned(model, miner),
    ...{ stop: signal, asked: new Set<string>(), onCall },
  })
  return {
    async ask(synapse, input, options) {
      const { question } = synapseCall(model, synapse, input)
      const calls: MinerCall[] = []
      const asking = askingOf(options, (call) => void calls.push(call))
      const { answer, by } = await plain.answer({ router, question, asking })
      const hotkeys = by.map(({ hotkey }) => hotkey)
      const made = calls.filter(({ miner: { hotkey } }) => hotkeys.includes(hotkey))
      return { output: answer.output, miners: hotkeys, calls: made.flatMap((call) => call.calls ?? []) }
    },
    async open(synapse, input, options) {
      const { question, live } = synapseCall(model, synapse, input)
      if (live === undefined) throw new Error(`${synapse} does not stream`) // its caller has asked for that
      const asked = { ...question, isPinned: options.miner !== null }
      const opened = await router.open(
        asked,
        live,
        askingOf(options, () => {}),
      )
      return { miner: opened.miner.hotkey, chunks: chunksOf(opened.answer.texts) }
    },
  }
}

async function* chunksOf(texts: AsyncIterable<string>): AsyncGenerator<unknown> {
  for await (const lines of texts) yield* chunksIn(lines)
}
