import { createBuiltinGenerator, createBuiltinVerifier, type ModelVerifier } from '@subnetkit/models'
import { scoreRound } from 'subnetkit'
import { expect, test } from 'vitest'
import { scoringWith } from './rubric.js'
import textSubnet from './subnet.js'

const generator = await createBuiltinGenerator()
const input = { prompt: 'Sort these numbers: 5 3 9 1', maxTokens: 24, temperature: 0, seed: 0 }
const task = {
  id: 'sorting-0',
  family: 'sorting' as const,
  synapse: 'complete' as const,
  input,
  truth: { kind: 'list' as const, values: [1, 3, 5, 9] },
}

async function scores(verifier: ModelVerifier | undefined) {
  const { completion } = await generator.generate(input)
  const { modelId } = generator
  const answer = (hotkey: string, text: string, name: string) => {
    const output = { completion: text, tokensUsed: 8, finishReason: 'stop' as const, modelId: name }
    return { hotkey, task, output, latencyMs: 100 }
  }
  const { miners } = await scoreRound(
    { ...textSubnet, ...(verifier && { rubric: scoringWith({ verifier }) }) },
    [
      answer('honest', completion, modelId),
      answer('another model', '[1, 3, 5, 9]', modelId),
      answer('another name', completion, 'larger'),
    ],
  )
  return Object.fromEntries(miners.map(({ hotkey, mean }) => [hotkey, mean]))
}

test('with a verifier, a right answer counts only if the model would have written it', async () => {
  expect(await scores(undefined)).toEqual({ honest: 1, 'another model': 1, 'another name': 1 })
  expect(await scores(await createBuiltinVerifier())).toEqual({
    ...{ honest: 1, 'another model': 0, 'another name': 0 },
  })
})

test('a verifier that fails costs no miner anything', async () => {
  const broken: ModelVerifier = {
    modelId: generator.modelId,
    verify: async () => {
      throw new Error('out of memory')
    },
  }
  expect(await scores(broken)).toEqual({ honest: 1, 'another model': 1, 'another name': 1 })
})
