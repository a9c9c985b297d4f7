import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createBuiltinGenerator } from './builtin.js'
import { streamText } from './generator.js'
import { createGgufGenerator, createWith } from './gguf.js'
import type { LlamaRuntime } from './llama-runtime.js'

const tiny = fileURLToPath(new URL('../../tiny/tiny.gguf', import.meta.url))
const asked = { prompt: 'What is 34 plus 58?', maxTokens: 16, temperature: 0, seed: 1 }
const name: string = 'node-llama-cpp'
const isInstalled = await import(name).then(
  () => true,
  () => false,
)

interface Started {
  readonly text: string
  readonly options: { readonly signal: AbortSignal; readonly onTextChunk: (text: string) => void }
  readonly end: (stopReason: string) => void
}

/** A runtime whose completions are written by the test. */
function fakeRuntime() {
  const started: Started[] = []
  let disposed = 0
  const runtime: LlamaRuntime = {
    getLlama: async () => ({
      loadModel: async ({ modelPath }) => {
        if (modelPath !== 'model.gguf') throw new Error('no such file')
        return {
          trainContextSize: 128,
          createContext: async (options) => contextWith(Number(Object(options).sequences)),
        }
      },
    }),
    LlamaCompletion: class {
      generateCompletionWithMeta(text: string, options: object) {
        return new Promise<{ metadata: { stopReason: string } }>((resolve, reject) => {
          const { signal } = options as Started['options']
          signal.addEventListener('abort', () => reject(signal.reason))
          const end = (stopReason: string) => resolve({ metadata: { stopReason } })
          started.push({ text, options: options as Started['options'], end })
        })
      }
      dispose() {
        disposed++
      }
    },
  }
  return { started, disposed: () => disposed, load: async () => runtime }
}

/** A context from which as many sequences can be taken; those that are released come back later than anybody waits. */
function contextWith(sequences: number) {
  let left = sequences
  return {
    getSequence() {
      if (left-- <= 0) throw new Error('No sequences left')
      return { clearHistory: async () => {} }
    },
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('createGgufGenerator', () => {
  test('streams what the runtime writes, and says how it ended', async () => {
    const { load, started } = fakeRuntime()
    const generator = await createWith(load, { path: 'model.gguf' })
    const stream = streamText(generator, { ...asked, stop: ['#'] })
    const first = stream.next()
    await turn()
    expect(started[0]).toMatchObject({
      text: 'Q: What is 34 plus 58?\nA:',
      options: { maxTokens: 16, temperature: 0, seed: 1, customStopTriggers: ['#', '\nQ:'] },
    })
    started[0]?.options.onTextChunk(' 9')
    expect(await first).toEqual({ done: false, value: '9' })
    started[0]?.options.onTextChunk('2')
    started[0]?.end('maxTokens')
    expect(await stream.next()).toEqual({ done: false, value: '2' })
    expect(await stream.next()).toMatchObject({ done: true, value: { finishReason: 'length' } })
  })

  test('writes a number of texts at once, and the next one when one is left', async () => {
    const { load, started, disposed } = fakeRuntime()
    const generator = await createWith(load, { path: 'model.gguf', parallel: 1 })
    const stream = streamText(generator, asked)
    const first = stream.next()
    const waiting = generator.generate(asked)
    await turn()
    expect(started).toHaveLength(1)
    started[0]?.options.onTextChunk('one')
    await first
    await stream.return({ tokensUsed: 0, finishReason: 'stop' })
    await turn()
    expect(started).toHaveLength(2)
    expect(disposed()).toBe(1)
    expect(started[0]?.options.signal.aborted).toBe(true)
    started[1]?.end('eogToken')
    expect(await waiting).toMatchObject({ completion: '', finishReason: 'stop' })
  })

  test('a file that does not load is MODEL_INVALID', async () => {
    const { load } = fakeRuntime()
    await expect(createWith(load, { path: 'other.gguf' })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
    })
  })

  test.skipIf(isInstalled)('asks for node-llama-cpp by name where it is missing', async () => {
    await expect(createGgufGenerator({ path: tiny })).rejects.toMatchObject({
      code: 'RUNTIME_MISSING',
      fix: expect.stringContaining('npm install node-llama-cpp'),
    })
  })

  test.runIf(isInstalled)('runs the shipped model in llama.cpp as the built-in runner does', async () => {
    const [llama, own] = [
      await createGgufGenerator({ path: tiny, threads: 1 }),
      await createBuiltinGenerator(),
    ]
    for (const prompt of [
      'What is 34 plus 58?',
      'Sort these numbers: 5 3 9 1',
      'What is the capital of Utah?',
    ]) {
      const { completion } = await own.generate({ ...asked, prompt })
      expect(await llama.generate({ ...asked, prompt })).toMatchObject({ completion, finishReason: 'stop' })
    }
  })

  test.runIf(isInstalled)('defect: texts that waited for a place in llama.cpp found none', async () => {
    const [llama, own] = [
      await createGgufGenerator({ path: tiny, threads: 1, parallel: 2 }),
      await createBuiltinGenerator(),
    ]
    const prompts = [3, 5, 7, 9, 11, 13].map((value) => `What is ${value} plus 58?`)
    const texts = (generator: typeof llama) =>
      Promise.all(prompts.map(async (prompt) => (await generator.generate({ ...asked, prompt })).completion))
    expect(await texts(llama)).toEqual(await texts(own))
  })
})
