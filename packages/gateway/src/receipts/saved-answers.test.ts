import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it } from 'vitest'
import { sampleReceipt } from '../testing/sample-receipt.js'
import { answerText, jsonText } from './hashes.js'
import type { Receipt } from './receipt.js'
import { sealReceipts } from './seal.js'
import { verifyAnswer } from './verify-answer.js'

const invalid = (place: string) =>
  expect.objectContaining({ code: 'ANSWER_UNPROVEN', message: expect.stringContaining(place) })
const unproven = (given: unknown, answer?: string) =>
  verifyAnswer(given, { answer }).checks.filter(({ proven }) => !proven)

const keypair = createKeypair('//Gateway')
/** A receipt in which the gateway has signed something else than what happened. */
async function signed(change: (receipt: Receipt) => Receipt) {
  const file = await sampleReceipt('In Paris.')
  const receipt = change(file.receipt)
  const signer = { address: keypair.address, sign: (text: string) => keypair.sign(Buffer.from(text)) }
  const [seal = null] = await sealReceipts([receipt], { signer, genesis: receipt.genesis })
  return { ...file, receipt, seal }
}

const toolCalls = [{ id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' }]
const calling = answerText({ content: '', toolCalls })
const bodyCalling = (city: string) => ({
  content: null,
  tool_calls: [
    { id: 'call_1', type: 'function', function: { name: 'weather', arguments: `{"city":"${city}"}` } },
  ],
})
const framesCalling = [
  { role: 'assistant', content: '' },
  {
    tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }],
  },
  { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] },
  { tool_calls: [{ index: 0, function: { arguments: '"Oslo"}' } }] },
].map((delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`)

describe('defect: the receipt did not cover', () => {
  it('calls of tools', async () => {
    const file = await sampleReceipt('', { shown: String(calling) })
    const body = (city: string) => JSON.stringify({ choices: [{ message: bodyCalling(city) }] })
    expect(unproven(file, body('Oslo'))).toEqual([])
    expect(unproven(file, framesCalling.join(''))).toEqual([])
    expect(() => verifyAnswer(file, { answer: body('Rome') })).toThrow(invalid('answer 0'))
  })

  it('all of an answer that is JSON with a text in it', async () => {
    const output = { text: 'Buy.', price: 3 }
    const file = await sampleReceipt('', { shown: jsonText(output) })
    const body = (price: number) => JSON.stringify({ object: 'json', output: { price, text: 'Buy.' } })
    expect(unproven(file, body(3))).toEqual([])
    expect(() => verifyAnswer(file, { answer: body(4) })).toThrow(invalid('answer 0'))
  })

  it('the answer of a synapse', async () => {
    const file = await sampleReceipt('', { shown: jsonText({ output: { sum: 3 } }) })
    expect(unproven(file, '{ "result": { "data": { "sum": 3 } } }')).toEqual([])
    expect(() => verifyAnswer(file, { answer: '{"result":{"data":{"sum":4}}}' })).toThrow(invalid('answer 0'))
  })
})

describe('defect: an answer was refused though it is that of the receipt', () => {
  it('a text that looks like a response', async () => {
    for (const text of ['{"data":[{"a":1}]}', '{"choices":[{}]}', 'data: {"choices":[{}]}']) {
      expect(unproven(await sampleReceipt(text), text)).toEqual([])
    }
  })

  it('one of several prompts', async () => {
    const file = await sampleReceipt('In Paris.')
    const answer = JSON.stringify({ choices: [{ text: 'In Rome.' }, { text: 'In Paris.' }] })
    expect(unproven(file, answer)).toEqual([])
    expect(() => verifyAnswer(file, { answer: answer.replace('Paris', 'Oslo') })).toThrow(invalid('answer 0'))
  })
})

describe('defect: bytes of a miner proved', () => {
  it.each([
    ['', 'In Paris.'],
    ['no', 'I know.'],
    ['text', 'In Paris.'],
  ])('%j by %j', async (shown, text) => {
    const file = await sampleReceipt(text, { keepsAnswer: true, shown })
    expect(unproven(file, shown)).toMatchObject([{ subject: 'answer 0' }])
  })

  it('nothing, if they are nested deeply: the check itself failed', async () => {
    const depth = 50_000
    const nested = JSON.parse(`${'['.repeat(depth)}"In Paris."${']'.repeat(depth)}`) as unknown
    const raw = `${'['.repeat(depth)}"In Paris."${']'.repeat(depth)}`
    expect(nested).toBeDefined()
    const file = await sampleReceipt('In Paris.', { keepsAnswer: true, bytes: Buffer.from(raw) })
    expect(unproven(file, 'In Paris.')).toEqual([])
  })
})

it('a text that a view has cut is named as what it is', async () => {
  const file = await sampleReceipt(' In Paris. In Rome.', { keepsAnswer: true, shown: 'In Paris.' })
  expect(verifyAnswer(file, { answer: 'In Paris.' }).checks.at(-1)).toMatchObject({
    proven: true,
    detail: expect.stringContaining('beginning'),
  })
})

it('defect: frames with a place far beyond filled the memory', async () => {
  const file = await sampleReceipt('In Paris.')
  const frame = (index: number) =>
    `data: ${JSON.stringify({ choices: [{ index, delta: { content: 'In Paris.' } }] })}\n`
  for (const index of [4_000_000_000, 1_000_000_000]) expect(unproven(file, frame(index))).toEqual([])
})

describe('defect: a gateway could sign an answer', () => {
  it('of a miner that had given none', async () => {
    const file = await signed((receipt) => ({ ...receipt, answers: [{ ...receipt.answers[0]!, by: [0] }] }))
    expect(() => verifyAnswer(file)).toThrow(invalid('receipt.answers'))
  })

  it('of nobody, or none at all', async () => {
    const nobody = await signed((receipt) => ({ ...receipt, answers: [{ ...receipt.answers[0]!, by: [] }] }))
    expect(unproven(nobody)).toMatchObject([{ subject: 'answer 0' }])
    expect(unproven(await signed((receipt) => ({ ...receipt, answers: [] })))).toHaveLength(1)
  })
})

it('answers that differ in case, spaces or the form of their letters are others', async () => {
  const file = await sampleReceipt('Café in Paris.')
  for (const answer of [
    'café in Paris.',
    'Café  in Paris.',
    'Cafe\u0301 in Paris.',
    'Café in Paris. ',
    '\ufeffCafé in Paris.',
  ])
    expect(() => verifyAnswer(file, { answer })).toThrow(invalid('answer 0'))
})

it('links to pictures are no pictures', async () => {
  const answer = JSON.stringify({ data: [{ url: 'https://gateway.example/v1/images/1' }] })
  const file = await sampleReceipt('picture')
  expect(() => verifyAnswer(file, { answer })).toThrow(invalid('b64_json'))
})

describe('a text in the chunks of a stream', () => {
  const bytesOf = (chunks: readonly object[]) =>
    Buffer.from(chunks.map((chunk) => `${JSON.stringify({ chunk })}\n`).join(''))
  it.each([
    ['is whole', [{ text: 'In ' }, { text: 'Paris.', finish: 'stop' }], 'signed'],
    [
      'is whole between others',
      [
        { role: 'm', text: ['In ', 'Par'] },
        { role: 'm', text: ['is.'] },
      ],
      'signed',
    ],
    [
      'is a beginning',
      [
        { role: 'm', text: 'In Paris.' },
        { role: 'm', text: ' In Rome.' },
      ],
      'beginning',
    ],
    ['is not in one field', [{ a: 'In ' }, { b: 'Paris.' }, { a: 'x' }, { b: 'y' }], 'beginning'],
    ['is not there', [{ text: 'Oh. In ' }, { text: 'Paris.', finish: 'stop' }], 'as it is'],
  ])('%s', async (_, chunks, detail) => {
    const file = await sampleReceipt('In Paris.', { keepsAnswer: true, bytes: bytesOf(chunks) })
    expect(verifyAnswer(file, { answer: 'In Paris.' }).checks.at(-1)?.detail).toContain(detail)
  })
})
