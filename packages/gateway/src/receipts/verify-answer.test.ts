import { createKeypair } from '@subnetkit/wallet'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleReceipt } from '../testing/sample-receipt.js'
import { answerHash } from './hashes.js'
import type { ReceiptFile } from './receipt.js'
import { verifyAnswer } from './verify-answer.js'

let file: ReceiptFile
beforeAll(async () => {
  file = await sampleReceipt('In Paris.')
})
const body = (content: string) => JSON.stringify({ choices: [{ message: { content } }] })
const invalid = expect.objectContaining({ code: 'ANSWER_UNPROVEN' })
const allProven = (given: unknown, answer?: string) =>
  verifyAnswer(given, { answer }).checks.every(({ proven }) => proven)

describe('a receipt', () => {
  it('is verified with its answer, in whichever form that was saved', () => {
    const stream = ['In ', 'Paris.'].map(
      (content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`,
    )
    for (const answer of [
      undefined,
      body('In Paris.'),
      'In Paris.\n',
      `${stream.join('')}data: [DONE]\n\n`,
    ]) {
      expect(allProven(file, answer)).toBe(true)
    }
  })

  it('is not for another answer', () => {
    for (const answer of [body('In Rome.'), 'In Rome.', body('In Paris'), JSON.stringify({ choices: [] })]) {
      expect(() => verifyAnswer(file, { answer })).toThrow(invalid)
    }
  })

  it('shows that a text stands in the bytes that the miner signed, if they were kept', async () => {
    const kept = await sampleReceipt('In Paris.', { keepsAnswer: true })
    const checks = verifyAnswer(kept, { answer: 'In Paris.' }).checks
    expect(checks.filter(({ subject }) => subject === 'answer 0')).toHaveLength(2)
    expect(checks.every(({ proven }) => proven)).toBe(true)
    const altered = await sampleReceipt('In Paris.', { keepsAnswer: true, shown: 'In Rome.' })
    expect(allProven(altered, 'In Rome.')).toBe(false)
  })

  it('defect: one of several receipts for a list of texts did not match the whole body', async () => {
    const vectors = Array.from({ length: 7 }, (_, at) => Float32Array.of(at, 0.5, 1 - at))
    const data = vectors.map((vector, index) => ({ index, embedding: [...vector] }))
    const saved = JSON.stringify({ object: 'list', data })
    const partOf = async (from: number, to: number) =>
      sampleReceipt('', { sha256: answerHash(vectors.slice(from, to)) })
    for (const [from, to] of [
      [0, 3],
      [3, 6],
      [6, 7],
      [0, 7],
    ] as const)
      expect(allProven(await partOf(from, to), saved)).toBe(true)
    const encoded = data.map(({ index }) => ({
      index,
      embedding: Buffer.from(vectors[index]!.buffer).toString('base64'),
    }))
    expect(allProven(await partOf(3, 6), JSON.stringify({ data: encoded }))).toBe(true)
    const other = await partOf(3, 6)
    data[4]!.embedding[1] = 0.25
    expect(() => verifyAnswer(other, { answer: JSON.stringify({ data }) })).toThrow(invalid)
  })

  it('is for one request, whatever its layout', async () => {
    const request = { model: 'text', messages: [{ role: 'user', content: 'Where?' }], seed: 1 }
    const bound = await sampleReceipt('In Paris.', { request })
    const { seed, ...rest } = request
    const checks = verifyAnswer(bound, { request: { seed, ...rest } }).checks
    expect(checks).toContainEqual(expect.objectContaining({ subject: 'request', proven: true }))
    expect(() => verifyAnswer(bound, { request: { ...request, seed: 2 } })).toThrow(invalid)
    expect(() => verifyAnswer(file, { request })).toThrow(invalid)
  })

  it('proves less without a signature of the gateway, or of the miner', async () => {
    expect(allProven({ ...file, seal: null })).toBe(false)
    expect(allProven({ ...file, proofs: [] })).toBe(false)
  })

  it('does not take the proof of another miner, or of another exchange', async () => {
    const other = await sampleReceipt('In Paris.', { miner: createKeypair('//Other') })
    expect(() => verifyAnswer({ ...file, proofs: other.proofs })).toThrow(invalid)
    expect(() => verifyAnswer({ ...file, proofs: [...file.proofs, ...file.proofs] })).toThrow(invalid)
    const [proof] = file.proofs
    expect(() => verifyAnswer({ ...file, proofs: [{ ...proof!, miner: 0 }] })).toThrow(invalid)
  })
})

describe('with one bit changed', () => {
  const verifies = (text: string): boolean => {
    try {
      return allProven(JSON.parse(text))
    } catch (error) {
      if (error instanceof SyntaxError) return false
      expect(error).toEqual(invalid)
      return false
    }
  }

  it('no byte of a receipt leaves it verified', async () => {
    const bytes = Buffer.from(JSON.stringify(await sampleReceipt('In Paris.', { keepsAnswer: true })))
    expect(verifies(bytes.toString())).toBe(true)
    const undetected: string[] = []
    for (const [at, byte] of bytes.entries()) {
      bytes[at] = byte ^ (1 << (at % 8))
      const changed = bytes.toString('latin1')
      if (verifies(changed)) undetected.push(changed.slice(Math.max(0, at - 30), at + 10))
      bytes[at] = byte
    }
    expect(undetected).toEqual([])
  })

  it('no value of it can be another one', async () => {
    const request = { prompt: 'x' }
    const whole = await sampleReceipt('In Paris.', { keepsAnswer: true, request })
    const leaves: (readonly (string | number)[])[] = []
    const walk = (value: unknown, path: readonly (string | number)[]) => {
      if (typeof value !== 'object' || value === null) leaves.push(path)
      else for (const key of Object.keys(value)) walk(Reflect.get(value, key), [...path, key])
    }
    walk(whole, [])
    const other = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.constant([]),
    )
    fc.assert(
      fc.property(fc.constantFrom(...leaves), other, fc.boolean(), (path, value, near) => {
        const changed = structuredClone(whole) as unknown
        const parent = path.slice(0, -1).reduce((at: unknown, key) => Reflect.get(Object(at), key), changed)
        const before: unknown = Reflect.get(Object(parent), path.at(-1)!)
        Reflect.set(Object(parent), path.at(-1)!, near ? beside(before) : value)
        fc.pre(JSON.stringify(changed) !== JSON.stringify(whole))
        expect(verifies(JSON.stringify(changed))).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
  /** A value that is hardly another one. */
  const beside = (value: unknown): unknown =>
    typeof value === 'number'
      ? value + 1
      : typeof value === 'string'
        ? value.replace(/.$/s, (last) => String.fromCharCode(last.charCodeAt(0) ^ 1))
        : !value

  it('no field of it can be left out', () => {
    const without = (value: object, name: string) =>
      Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
    for (const name of Object.keys(file)) expect(verifies(JSON.stringify(without(file, name)))).toBe(false)
    for (const part of ['receipt', 'seal'] as const) {
      for (const name of Object.keys(file[part]!)) {
        expect(verifies(JSON.stringify({ ...file, [part]: without(file[part]!, name) }))).toBe(false)
      }
    }
  })
})
