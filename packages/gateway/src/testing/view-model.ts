import { type QueryResult, synapse, type Views } from '@subnetkit/core'
import { z } from 'zod'
import type { GatewayModel } from '../model.js'
import { fakeModel } from './fake-model.js'

/** A protocol of one synapse that takes and gives anything, for views of tests. */
export const anyProtocol = { any: synapse({ input: z.unknown(), output: z.unknown() }) }

/** A miner of tests: a function from the input of the synapse to its output; an error is an answer that never comes. */
export type AnyMiner = (input: never) => unknown

/** A model of views over {@link anyProtocol}. */
export function viewModel(
  views: Views,
  miners: readonly AnyMiner[],
  more: Partial<GatewayModel> = {},
): GatewayModel {
  const model = fakeModel(miners.map(() => () => ({ kind: 'ok', output: null, latencyMs: 1 })))
  const { miners: candidates } = model.candidates()
  return {
    ...model,
    views,
    async query(miner, _synapse, input): Promise<QueryResult<unknown>> {
      try {
        const output = await miners[candidates.findIndex(({ hotkey }) => hotkey === miner.hotkey)]!(
          input as never,
        )
        return { kind: 'ok', output, latencyMs: 1 }
      } catch (error) {
        return { kind: 'absent', code: 'RESPONSE_ABSENT', reason: String(error), latencyMs: 1 }
      }
    },
    ...more,
  }
}
