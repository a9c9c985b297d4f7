import { describe, expect, test } from 'vitest'
import { complete } from './complete.js'
import { loadModel } from './load-model.js'

const tiny = new URL('../../tiny/tiny.gguf', import.meta.url)
const { model, tokenizer, name } = await loadModel(tiny)

function ask(question: string, options: Partial<Parameters<typeof complete>[2]> = {}) {
  const text = `Q: ${question}\nA:`
  return complete(model, tokenizer, { text, maxTokens: 24, temperature: 0, seed: 1, ...options })
}

describe('complete, with the shipped model', () => {
  test.each([
    ['What is 34 plus 58?', ' 92', 3],
    ['What is 90 minus 7?', ' 83', 3],
    ['What is the capital of Utah?', ' Salt Lake City', 6],
    ['Sort these numbers: 5 3 9 1', ' 1 3 5 9', 8],
    ['Mara has 12 lanterns and finds 30 more. How many lanterns does Mara have?', ' 42', 3],
  ])('%s', async (question, completion, tokensUsed) => {
    expect(name).toBe('subnet-tiny')
    expect(await ask(question)).toEqual({ completion, tokensUsed, finishReason: 'stop' })
  })

  test('sampling depends on the seed only', async () => {
    const hot = (seed: number) => ask('What is 34 plus 58?', { temperature: 2, seed })
    const first = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(hot))
    const again = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(hot))
    expect(again).toEqual(first)
    expect(new Set(first.map(({ completion }) => completion)).size).toBeGreaterThan(3)
  })

  test('ends at a stop text, which is left out', async () => {
    expect(await ask('Sort these numbers: 5 3 9 1', { stop: ['9', ' 5'] })).toEqual({
      completion: ' 1 3',
      tokensUsed: 6,
      finishReason: 'stop',
    })
  })

  test('ends at maxTokens', async () => {
    expect(await ask('Sort these numbers: 5 3 9 1', { maxTokens: 3 })).toEqual({
      completion: ' 1 ',
      tokensUsed: 3,
      finishReason: 'length',
    })
  })

  test('a text longer than the context keeps its end', async () => {
    const long = 'Juno moved the key to the tower. '.repeat(60)
    expect(await ask(`${long}\nA:\nQ: What is the capital of Utah?`, { maxTokens: 512 })).toMatchObject({
      finishReason: expect.stringMatching(/stop|length/),
    })
  })

  test('an empty text is continued, not refused', async () => {
    const written = await complete(model, tokenizer, { text: '', maxTokens: 2, temperature: 0, seed: 0 })
    expect(written.tokensUsed).toBeLessThanOrEqual(2)
  })

  test('gives way to the event loop between tokens and ends at an abort', async () => {
    const controller = new AbortController()
    let turns = 0
    const tick = () => {
      turns++
      if (turns === 5) controller.abort(new Error('enough'))
      else setImmediate(tick)
    }
    setImmediate(tick)
    await expect(ask('What is the capital of Utah?', { signal: controller.signal })).rejects.toThrow('enough')
    expect(turns).toBe(5)
  })
})

describe('loadModel', () => {
  test('refuses a file with another hash', async () => {
    await expect(loadModel(tiny, '00')).rejects.toMatchObject({ code: 'MODEL_INVALID' })
  })

  test('says which file it cannot read', async () => {
    await expect(loadModel('nowhere.gguf')).rejects.toThrow(/nowhere\.gguf cannot be read/)
  })
})
