import type { Clock } from '@subnetkit/base'
import type { CalleeReceipt } from '@subnetkit/core'
import type { GatewayModel } from '../model.js'
import { plain } from '../modes/plain.js'
import { createRouter } from '../routing/ask.js'
import type { MinerCall } from '../routing/question.js'
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

/** Asks the miners of a subnet as a gateway does, without keys, prices and limits. */
export interface MinerAsker {
  /** Throws ApiError. */
  ask(
    synapse: string,
    input: unknown,
    options: { readonly signal: AbortSignal; readonly miner: string | null },
  ): Promise<MinersAnswer>
}

/** Creates what asks miners: it learns from their answers whom to ask next. */
export function createMinerAsker(model: GatewayModel, clock: Clock): MinerAsker {
  const router = createRouter({ clock, random: Math.random })
  return {
    async ask(synapse, input, { signal, miner }) {
      const { question } = synapseCall(model, synapse, input)
      const calls: MinerCall[] = []
      const asking = {
        model: miner === null ? model : pinned(model, miner),
        ...{ stop: signal, asked: new Set<string>(), onCall: (call: MinerCall) => void calls.push(call) },
      }
      const { answer, by } = await plain.answer({ router, question, asking })
      const hotkeys = by.map(({ hotkey }) => hotkey)
      const made = calls.filter(({ miner: { hotkey } }) => hotkeys.includes(hotkey))
      return { output: answer.output, miners: hotkeys, calls: made.flatMap((call) => call.calls ?? []) }
    },
  }
}
