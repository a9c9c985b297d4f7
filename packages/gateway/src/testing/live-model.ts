import {
  chatView,
  completionView,
  type MinerStream,
  type StreamResult,
  streamSynapse,
  synapse,
  type TextPart,
} from '@subnetkit/core'
import { z } from 'zod'
import type { GatewayModel } from '../model.js'
import { fakeModel } from './fake-model.js'

const finish = z.enum(['stop', 'length'])
/** Protocol of {@link liveModel}. */
export const liveProtocol = {
  complete: synapse({
    input: z.object({ prompt: z.string() }),
    output: z.object({ text: z.string(), finish }),
  }),
  stream: streamSynapse({
    input: z.object({ prompt: z.string() }),
    chunk: z.object({ text: z.string(), finish: finish.optional() }),
  }),
}

/** A miner of tests that writes an answer part by part; what it returns is its end, by default a good one. */
export type LiveMiner = (
  prompt: string,
  signal: AbortSignal,
) => AsyncGenerator<{ readonly text: string; readonly finish?: TextPart['finishReason'] }, unknown>

type LiveEnd = Partial<StreamResult> | undefined

/** Ends of streams that have broken off. */
export const stalled: LiveEnd = { kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'the stream stalled' }
export const altered: LiveEnd = {
  kind: 'malformed',
  code: 'RESPONSE_MALFORMED',
  reason: 'its sha256 differs',
}

/** A model whose miners stream. Whole answers are what their streams are together. */
export function liveModel(miners: readonly LiveMiner[], more: Partial<GatewayModel> = {}): GatewayModel {
  const toInput = ({ messages }: { messages: readonly { content: string }[] }) => ({
    prompt: messages.map(({ content }) => content).join('\n'),
  })
  const model = fakeModel(
    miners.map((miner) => async (prompt, { signal }) => {
      let text = ''
      for await (const part of miner(prompt, signal)) text += part.text
      return { kind: 'ok', output: { text, finish: 'stop' }, latencyMs: 10 }
    }),
    more,
  )
  const { miners: candidates } = model.candidates()
  const promptIn = ({ prompt }: { prompt: string }) => ({ prompt })
  const completion = completionView(liveProtocol, {
    ...{ synapse: 'complete', maxTokens: 256, toInput: promptIn },
    toAnswer: (output) => ({ text: output.text, finishReason: output.finish }),
    stream: {
      ...{ synapse: 'stream', toInput: promptIn },
      toPart: (chunk) => ({ text: chunk.text, finishReason: chunk.finish }),
    },
  })
  const chat = chatView(liveProtocol, {
    ...{ synapse: 'complete', maxTokens: 256, maxCharacters: 8_000, toInput },
    toAnswer: (output) => ({ content: output.text, finishReason: output.finish }),
    stream: {
      ...{ synapse: 'stream', toInput },
      toPart: (chunk) => ({ text: chunk.text, finishReason: chunk.finish }),
    },
  })
  return {
    ...model,
    views: { chat, completion },
    async stream(miner, _synapse, input, { signal }) {
      const at = candidates.findIndex(({ hotkey }) => hotkey === miner.hotkey)
      return streamOf(miners[at]!((input as { prompt: string }).prompt, signal!), signal!)
    },
    ...more,
  }
}

function streamOf(parts: AsyncGenerator<unknown, unknown>, signal: AbortSignal): MinerStream<unknown> {
  let settle: (result: StreamResult) => void
  const result = new Promise<StreamResult>((resolve) => {
    settle = resolve
  })
  const left = new Promise<IteratorResult<unknown, unknown>>((resolve) => {
    const value: LiveEnd = { kind: 'ours', code: 'QUERY_ABORTED', reason: 'it was ended', fix: '' }
    signal.addEventListener('abort', () => resolve({ done: true, value }))
  })
  const timings = { chunks: 1, firstChunkMs: 1, latencyMs: 10 }
  async function* read() {
    for (;;) {
      const { done, value } = await Promise.race([parts.next(), left])
      if (!done) yield value
      else {
        const good = { kind: 'ok', bytes: 1, sha256: '' }
        return settle({ ...timings, ...good, ...(value as object) } as StreamResult)
      }
    }
  }
  return { result, [Symbol.asyncIterator]: read, async [Symbol.asyncDispose]() {} }
}
