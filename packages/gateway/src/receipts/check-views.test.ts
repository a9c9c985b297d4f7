import { chatView, jsonView, synapse } from '@subnetkit/core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { sampleReceipt } from '../testing/sample-receipt.js'
import { verifyAnswerViews } from './check-views.js'
import { answerHash } from './hashes.js'
import type { ReceiptFile } from './receipt.js'
import { verifyAnswer } from './verify-answer.js'

const protocol = {
  complete: synapse({ input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) }),
}
const rewriting = {
  protocol,
  views: {
    chat: chatView(protocol, {
      synapse: 'complete',
      toInput: ({ messages }) => ({ text: messages.at(-1)!.content }),
      toAnswer: ({ text }, { messages }) => ({
        content: `${messages.length}: ${text.toUpperCase()}`,
        finishReason: 'stop',
      }),
    }),
    json: jsonView(protocol, {
      ...{
        synapse: 'complete',
        input: z.object({ say: z.string() }),
        output: z.object({ said: z.string() }),
      },
      toInput: ({ say }) => ({ text: say }),
      toAnswer: ({ text }) => ({ said: text.length > 3 ? 'much' : 'little' }),
    }),
  },
}
const request = { model: 'm', messages: [{ role: 'user', content: 'Where?' }] }
const check = async (
  file: ReceiptFile,
  answer: string,
  asked: unknown = request,
  subnet: object = rewriting,
) => {
  const source = { subnet: subnet as typeof rewriting, request: asked }
  const { checks } = await verifyAnswerViews(verifyAnswer(file, { answer, request: asked }), file, source)
  return checks.filter(({ proven }) => !proven).length === 0
}

it('defect: an answer that a view rewrites was proven by nothing', async () => {
  const shown = '1: IN PARIS.'
  const file = await sampleReceipt('In Paris.', { keepsAnswer: true, shown, request })
  expect(verifyAnswer(file, { answer: shown, request }).checks.every(({ proven }) => proven)).toBe(false)
  expect(await check(file, shown)).toBe(true)
})

it('proves an answer that is JSON', async () => {
  const asked = { model: 'm', input: { say: 'x' } }
  const sha256 = answerHash({ said: 'much' })
  const file = await sampleReceipt('In Paris.', { keepsAnswer: true, sha256, request: asked })
  expect(await check(file, JSON.stringify({ object: 'json', output: { said: 'much' } }), asked)).toBe(true)
})

it('does not prove what no view makes of it, nor what a view throws on', async () => {
  const shown = '1: IN ROME.'
  const file = await sampleReceipt('In Paris.', { keepsAnswer: true, shown, request })
  expect(await check(file, shown)).toBe(false)
  const throwing = {
    protocol,
    views: {
      chat: {
        ...rewriting.views.chat,
        toAnswer() {
          throw new Error('no')
        },
      },
    },
  }
  expect(await check(file, shown, request, throwing)).toBe(false)
  expect(await check(file, shown, request, { protocol: {}, views: {} })).toBe(false)
})
