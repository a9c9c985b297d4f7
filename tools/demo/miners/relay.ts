import type { MinerClient, MinerEndpoint } from '@subnetkit/core'
import type { CompleteOutput, TextProtocol } from '@subnetkit/subnet-text/protocol'
import type { Handlers } from 'subnetkit'

/** Reads a rival's answers off the wire, as anyone on its plain HTTP path could. */
export interface Wiretap {
  /** The handlers of the rival, overheard. */
  overhear(handlers: Handlers<TextProtocol>): Handlers<TextProtocol>
  /** The latest answer that went by. */
  latest(): CompleteOutput | null
}

export function createWiretap(): Wiretap {
  let last: CompleteOutput | null = null
  return {
    overhear: (handlers) => ({
      async complete(call) {
        last = await handlers.complete(call)
        return last
      },
    }),
    latest: () => last,
  }
}

/**
 * A miner without a model: it forwards each question to its rival, and when the rival refuses (it serves validators
 * only), it passes on the rival's latest answer to another caller.
 */
export function relayHandlers(
  client: MinerClient<TextProtocol>,
  rival: MinerEndpoint,
  wiretap: Wiretap,
): Handlers<TextProtocol> {
  return {
    async complete({ input, signal }) {
      const asked = await client.query(rival, 'complete', input, { signal })
      if (asked.kind === 'ok') return asked.output
      const overheard = wiretap.latest()
      if (overheard === null) throw new Error('nothing overheard yet')
      return overheard
    },
  }
}
