import { type Reply, scoreAnswer } from 'subnetkit'
import { expect, test } from 'vitest'
import { instructionPrompt } from './instructions.js'
import type { StreamChunk, TextProtocol } from './protocol.js'
import textSubnet from './subnet.js'
import type { tasks } from './tasks.js'

type TextReply = Reply<TextProtocol, ReturnType<typeof tasks.tasksFor>[number]>

function reply(change: { completion?: string; latencyMs?: number; tokensUsed?: number }): TextReply {
  const { completion = '92', latencyMs = 100, tokensUsed = 3 } = change
  return {
    task: {
      id: 'arithmetic-0',
      family: 'arithmetic',
      synapse: 'complete',
      input: { prompt: 'What is 34 plus 58?', maxTokens: 16, temperature: 0, seed: 0 },
      truth: { kind: 'number', value: 92 },
    },
    output: { completion, tokensUsed, finishReason: 'stop', modelId: 'm' },
    latencyMs,
  }
}

async function score(given: TextReply): Promise<number> {
  return (await scoreAnswer(textSubnet, given)).value
}

test('a right answer earns all up to 30 % of the deadline, then less, and never less than 0.7', async () => {
  const scores = await Promise.all(
    [0, 1_200, 2_600, 4_000, 9_000].map((latencyMs) => score(reply({ latencyMs }))),
  )
  expect(scores.map((value) => value.toFixed(3))).toEqual(['1.000', '1.000', '0.850', '0.700', '0.700'])
})

test('a wrong answer earns nothing, however fast', async () => {
  expect(await score(reply({ completion: '93', latencyMs: 0 }))).toBe(0)
})

test('an answer beyond its token budget earns nothing', async () => {
  expect(await score(reply({ tokensUsed: 17 }))).toBe(0)
})

test('a streamed answer scores as the same answer at once does, and one without an end nothing', async () => {
  const constraints = [{ kind: 'words', count: 4 } as const]
  const input = { prompt: instructionPrompt(constraints), maxTokens: 16, temperature: 0, seed: 0 }
  const task = {
    id: 'instructions-0',
    family: 'instructions' as const,
    synapse: 'stream' as const,
    input,
    truth: { kind: 'instructions' as const, constraints },
  }
  const end = { tokensUsed: 4, finishReason: 'stop' as const, modelId: 'm' }
  const pieces = [{ text: 'A river ' }, { text: 'turns north.' }]
  const value = async (output: StreamChunk[]) => (await scoreAnswer(textSubnet, { task, output })).value
  expect(await value([...pieces, { text: '', end }])).toBe(1)
  expect(await value([{ text: 'A river turns north.', end }])).toBe(1)
  expect(await value([...pieces, { text: '', end: { ...end, tokensUsed: 17 } }])).toBe(0)
  expect(await value(pieces)).toBe(0)
  expect(await value([])).toBe(0)
})
