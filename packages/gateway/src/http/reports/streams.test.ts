import { Stream } from 'openai/core/streaming'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, bodyOf, type Chunk, openReports, type Reports } from '../../testing/reports.js'

// Incompatibilities that were reported to other servers, each with its issue.

let reports: Reports
beforeAll(async () => {
  reports = await openReports()
})
afterAll(() => reports[Symbol.asyncDispose]())

const many = '🗼東é'.repeat(40)

describe('streams', () => {
  it('have the usage only where it is asked for, with choices (cline 8518, foundry-local 905, xiaozhi 734, shell_gpt 470, ATOM 1711, osaurus 1661)', async () => {
    const plain = await reports.chunks()
    expect(plain.every(({ choices }) => choices.length === 1)).toBe(true)
    expect(plain.some((chunk) => 'usage' in chunk)).toBe(false)
    const counted = await reports.chunks({ stream_options: { include_usage: true } })
    expect(counted.slice(0, -1).every(({ usage }) => usage === null)).toBe(true)
    expect(counted.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
  })

  it('end with one finish for each choice and [DONE] (opencode 39968, 44385, OmniRoute 10475, gcli2api 403, LightLLM 130, llm-rosetta 444)', async () => {
    const all = await reports.frames()
    expect(all.at(-1)).toBe('data: [DONE]')
    const finishes = (await reports.chunks()).map(({ choices }) => choices[0]?.finish_reason)
    expect(finishes.filter(Boolean)).toEqual(['stop'])
    expect(finishes.at(-1)).toBe('stop')
    expect(finishes).not.toContain(undefined)
  })

  it('have the same finish as an answer at once (Ollama 7963, LiteLLM 35663, python-genai 2868)', async () => {
    reports.say('Fine.', 'length')
    const body = await bodyOf(await reports.test.post(ask))
    const last = (await reports.chunks()).at(-1)
    reports.say('Fine.')
    expect([body.choices[0]?.finish_reason, last?.choices[0]?.finish_reason]).toEqual(['length', 'length'])
  })

  it('have no null where clients expect a value (vercel/ai 1865, 2548)', async () => {
    for (const { choices } of await reports.chunks()) {
      expect(Object.values(choices[0]!.delta)).not.toContain(null)
      expect(choices[0]!.delta).not.toHaveProperty('tool_calls')
    }
  })

  it('cut between code points only (aisix 111, Fabric 2203, eliza 30904)', async () => {
    reports.say(many)
    const pieces = (await reports.chunks()).map(({ choices }) => choices[0]?.delta.content ?? '')
    reports.say('Fine.')
    expect(pieces.join('')).toBe(many)
    expect(pieces.filter((piece) => /\p{Surrogate}/u.test(piece))).toEqual([])
  })

  it('decode to the same text wherever the network cuts them (claude-code-router 1672)', async () => {
    reports.say('🗼東é')
    const response = await reports.test.post({ ...ask, stream: true })
    const bytes = new Uint8Array(await response.arrayBuffer())
    reports.say('Fine.')
    for (let at = 0; at <= bytes.length; at++) expect(await textOfPieces(bytes, at)).toBe('🗼東é')
  })

  it('are neither buffered nor compressed by a proxy (dstack 4269, rootjs 1209, koboldcpp 1168)', async () => {
    const { headers } = await reports.test.post(
      { ...ask, stream: true },
      { headers: { 'accept-encoding': 'gzip' } },
    )
    expect(headers.get('cache-control')).toBe('no-cache, no-transform')
    expect(headers.get('x-accel-buffering')).toBe('no')
    expect(headers.has('content-encoding')).toBe(false)
  })
})

/** The text of a stream that arrives in two pieces, as the client of `openai` reads it. */
async function textOfPieces(bytes: Uint8Array, at: number): Promise<string> {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, at))
      controller.enqueue(bytes.subarray(at))
      controller.close()
    },
  })
  const stream = Stream.fromSSEResponse<Chunk>(new Response(body), new AbortController())
  let text = ''
  for await (const { choices } of stream) text += choices[0]?.delta.content ?? ''
  return text
}
