import { type ChatRequest, chatView, type QueryResult, synapse } from '@subnetkit/core'
import { z } from 'zod'
import type { Candidate, GatewayModel } from '../model.js'

const protocol = {
  complete: synapse({
    input: z.object({ prompt: z.string(), request: z.unknown() }),
    output: z.object({ text: z.string(), finish: z.enum(['stop', 'length']) }),
  }),
}

/** A miner of tests: a function of the prompt, and of the request as the view got it. */
export type FakeMiner = (
  prompt: string,
  asked: { readonly signal: AbortSignal; readonly request: ChatRequest },
) => Promise<QueryResult<unknown>> | QueryResult<unknown>

/** An answer of a miner. */
export const ok = (
  text: string,
  finish: 'stop' | 'length' = 'stop',
  latencyMs = 10,
): QueryResult<unknown> => ({
  kind: 'ok',
  output: { text, finish },
  latencyMs,
})

/** Failures of a miner. */
export const absent: QueryResult<unknown> = {
  kind: 'absent',
  code: 'RESPONSE_ABSENT',
  reason: 'too late',
  latencyMs: 50,
}
export const malformed: QueryResult<unknown> = {
  kind: 'malformed',
  code: 'BODY_MALFORMED',
  reason: 'odd',
  latencyMs: 5,
}

/** A model whose miners are functions. */
export function fakeModel(miners: readonly FakeMiner[], more: Partial<GatewayModel> = {}): GatewayModel {
  const candidates = miners.map(
    (_, at): Candidate => ({
      ...{ hotkey: `miner-${at}`, coldkey: `owner-${at}`, host: '127.0.0.1', port: 1 },
      ...{ registeredAt: at, incentive: 1 },
    }),
  )
  return {
    ...{ id: 'text', aliases: [], owner: 'subnet-1', created: 1_700_000_000 },
    views: {
      chat: chatView(protocol, {
        synapse: 'complete',
        maxTokens: 256,
        maxCharacters: 8_000,
        toInput: (request) => ({
          prompt: request.messages.map(({ content }) => content).join('\n'),
          request,
        }),
        toAnswer: ({ text, finish }) => ({ content: text, finishReason: finish }),
      }),
    },
    price: { fixed: 10, perThousandTokens: 1_000 },
    candidates: () => ({ miners: candidates, stale: false }),
    async query(miner, _synapse, input, { signal }) {
      const { prompt, request } = input as { prompt: string; request: ChatRequest }
      return miners[candidates.indexOf(miner)]!(prompt, { signal: signal!, request })
    },
    ...more,
  }
}
