import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnswerReceipt } from '@subnetkit/core'
import { formatProof } from '@subnetkit/transport'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'

interface Vector {
  readonly receipt: AnswerReceipt
  readonly text: string
  readonly requestBody: string
  readonly status: number
  readonly answerBody: string
}

const vectors = new URL('../../../../../../docs/vectors/receipts-1.json', import.meta.url)
let folder = ''
let first: Vector
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-receipts-'))
  first = JSON.parse(await readFile(vectors, 'utf8')).receipts[0]
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function verify(answerBody: string, change: (text: string) => string = (text) => text) {
  const path = join(folder, 'proof.json')
  const { receipt, text, requestBody, status } = first
  const request = { text, body: Buffer.from(requestBody) }
  const proof = formatProof({ receipt, request, answer: { status, body: Buffer.from(answerBody) } })
  await writeFile(path, change(proof))
  return runInProcess(['receipts', 'verify', path, '--json'])
}

test('a proof in a file is checked without a network', async () => {
  const run = await verify(first.answerBody)
  const { miner, caller, index, count } = first.receipt
  expect([run.code, run.json()]).toMatchObject([0, { miner, caller, index, count }])
})

test('another answer, or no proof at all, ends with exit code 1 and the reason', async () => {
  const other = await verify('{}')
  expect([other.code, other.json()]).toMatchObject([1, { error: { code: 'RECEIPT_INVALID' } }])
  const broken = await verify('{}', () => '{"receipt":{}}')
  expect(broken.json()).toMatchObject({ error: { code: 'FILE_INVALID' } })
})

test('defect: the format of a proof was stated nowhere; a body may be its hash', async () => {
  const page = await readFile(new URL('../../../../../../docs/cli.md', import.meta.url), 'utf8')
  for (const field of ['`receipt`', '`request.text`', '`request.body`', '`answer.body`', '`answer.status`']) {
    expect(page).toContain(field)
  }
  const sha256 = first.receipt.body
  const hashed = await verify('', (text) => {
    const proof = JSON.parse(text)
    return JSON.stringify({ ...proof, answer: { ...proof.answer, body: { sha256 } } })
  })
  expect([hashed.code, hashed.json()]).toMatchObject([0, { miner: first.receipt.miner }])
})

test.each([
  ['/dev/zero', /it is a device, and not a file/],
  ['/dev/null', /it is a device, and not a file/],
  [tmpdir(), /it is a folder/],
])('defect: what is no file was read without end, or refused without a reason: %s', async (path, message) => {
  const run = await runInProcess(['receipts', 'verify', path, '--json'])
  expect([run.code, run.json()]).toMatchObject([
    1,
    { error: { code: 'FILE_INVALID', message: expect.stringMatching(message) } },
  ])
})
