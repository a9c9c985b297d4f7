import { systemClock } from '@subnetkit/base'
import { chatView, type QueryOptions, type QueryResult, synapse } from '@subnetkit/core'
import type { Candidate, GatewayModel } from 'subnetkit/gateway'
import { z } from 'zod'

const protocol = {
  complete: synapse({
    input: z.object({ prompt: z.string(), maxTokens: z.number() }),
    output: z.object({ text: z.string(), finish: z.enum(['stop', 'length']) }),
  }),
}

/** Longer than a gateway holds back the head of a stream, in ms. */
const slowMs = 5_600

/** Answer of every miner to anything else. */
export const greeting = 'Grüße aus 東京 🗼, and a text that is long enough for several frames.'

const answerOf = (prompt: string): string | null => {
  if (/^break\b/i.test(prompt)) return null
  const repeated = /^repeat: (.*)$/is.exec(prompt)?.[1]
  if (repeated !== undefined) return repeated
  if (/compatibility status/.test(prompt)) return '{"status":"ok"}'
  return /Ada/.test(prompt) ? '{"name":"Ada","age":36}' : greeting
}

/**
 * Miners whose answers follow from the last message: `Repeat: …`, `Break` (no usable answer), `Wait` and `Break slowly` (after the
 * stream has begun), something about Ada (JSON), or a greeting.
 */
export function fakeModel(id: string, aliases: readonly string[] = []): GatewayModel {
  const miners = [1, 2, 3, 4].map(
    (at): Candidate => ({
      ...{ hotkey: `miner-${at}`, coldkey: `owner-${at}`, host: '127.0.0.1', port: at },
      ...{ registeredAt: at, incentive: 1 },
    }),
  )
  return {
    ...{ id, aliases, owner: 'subnet-1', created: 1_700_000_000 },
    views: {
      chat: chatView(protocol, {
        synapse: 'complete',
        maxTokens: 256,
        maxCharacters: 100_000,
        toInput: ({ messages, maxTokens }) => ({ prompt: messages.at(-1)?.content ?? '', maxTokens }),
        toAnswer: ({ text, finish }) => ({ content: text, finishReason: finish }),
      }),
    },
    price: { fixed: 10, perThousandTokens: 1_000 },
    candidates: () => ({ miners, stale: false }),
    async query(_miner, _synapse, input, { signal }: QueryOptions): Promise<QueryResult<unknown>> {
      const { prompt, maxTokens } = protocol.complete.input.parse(input)
      if (/^(wait|break slowly)\b/i.test(prompt)) await systemClock.sleep(slowMs, { signal })
      const text = answerOf(prompt)
      const latencyMs = 5
      if (text === null)
        return { kind: 'malformed', code: 'BODY_MALFORMED', reason: 'as the prompt asked for', latencyMs }
      const isCut = text.length > 4 * maxTokens
      const output = { text: text.slice(0, 4 * maxTokens), finish: isCut ? 'length' : 'stop' }
      return { kind: 'ok', output, latencyMs }
    },
  }
}
