import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { defineErrors } from '@subnetkit/base'
import { type FileInfo, filesView } from '@subnetkit/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { issueKey } from '../keys/issue-key.js'
import { requestHash } from '../receipts/hashes.js'
import type { ReceiptFile } from '../receipts/receipt.js'
import { verifyAnswer } from '../receipts/verify-answer.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'
import { anyProtocol, viewModel } from '../testing/view-model.js'

const failure = defineErrors({
  TOO_FEW: { message: 'a secret of the validator', fix: 'Wait.', transient: true },
  BROKEN: { message: 'a secret of the validator', fix: 'Repair it.' },
})

const content: Buffer<ArrayBuffer> = Buffer.from(Array.from({ length: 2_500 }, (_, at) => (at * 7) % 256))
const etag = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Objects of tests, in chunks of 1,000 bytes, each of which one miner is asked for. */
const kept = new Map<string, { readonly info: FileInfo; readonly bytes: Buffer }>()
let fails: (() => Error) | null = null
let failsLater: (() => Error) | null = null
/** Keeps the bytes of an object back. */
let holds: Promise<void> | null = null
/** Bytes that were read of bodies. */
let early = 0
const keyOf = ({ owner, name }: { readonly owner: string; readonly name: string }) => `${owner}/${name}`
const files = filesView(anyProtocol, {
  ...{ maxBytes: 10_000, maxNameBytes: 30 },
  async put(file, { query, miners }) {
    const chunks: Uint8Array[] = []
    if (file.name === 'early') await query(miners[0]!, 'any', null)
    for await (const chunk of file.content) {
      chunks.push(chunk)
      early += chunk.length
    }
    await query(miners[0]!, 'any', null)
    if (fails !== null) throw fails()
    const bytes = Buffer.concat(chunks)
    const info = {
      name: file.name,
      size: bytes.length,
      etag: etag(bytes),
      modified: new Date(1_700_000_000_000),
    }
    kept.set(keyOf(file), { info, bytes })
    return info
  },
  stat: async (id) => kept.get(keyOf(id))?.info ?? null,
  async *get(id, { from, to }, { query, miners }) {
    for (let at = from; at < to; at += 1_000) {
      await query(miners[0]!, 'any', null)
      await holds
      if (fails !== null) throw fails()
      if (failsLater !== null && at > from) throw failsLater()
      yield kept.get(keyOf(id))!.bytes.subarray(at, Math.min(at + 1_000, to))
    }
  },
  remove: async (id) => kept.delete(keyOf(id)),
  list: async (owner) => [...kept].flatMap(([key, { info }]) => (key.startsWith(`${owner}/`) ? [info] : [])),
})

let test: TestGateway
const logged: unknown[] = []
beforeAll(async () => {
  const onError = (error: unknown) => void logged.push(error)
  test = await startTestGateway(
    { models: [viewModel({ files }, [() => null])], onError },
    { cap: 1_000_000n },
  )
})
beforeEach(() => {
  fails = null
  early = 0
  logged.length = 0
  kept.clear()
})
afterAll(() => test[Symbol.asyncDispose]())

const put = (name: string, body: string | Buffer<ArrayBuffer> = content) =>
  test.send(`/v1/objects/${name}`, { method: 'PUT', body })
const get = (name: string, headers: Record<string, string> = {}) =>
  test.send(`/v1/objects/${name}`, { headers })
const spentOf = async () => (await test.gateway.ledger.read([`key:${test.keyId}`]))[0]!
const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer())
const codeOf = async (response: Response) =>
  ((await response.json()) as { readonly error: { readonly code: string } }).error.code

describe('objects', () => {
  it('come back as they were put', async () => {
    const made = await put('a/b%20%E6%9D%B1.bin')
    expect(made.status).toBe(201)
    expect(await made.json()).toEqual({
      ...{ object: 'object', name: 'a/b 東.bin', size: 2_500, etag: etag(content), modified: 1_700_000_000 },
    })
    expect(made.headers.get('x-subnet-miners')).toBe('miner-0')
    const response = await get('a%2Fb%20%E6%9D%B1.bin')
    expect(await bodyOf(response)).toEqual(content)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{ etag: `"${etag(content)}"`, 'content-length': '2500', 'accept-ranges': 'bytes' },
      ...{ 'content-disposition': 'attachment', 'x-content-type-options': 'nosniff' },
    })
    const head = await test.send('/v1/objects/a%2Fb%20%E6%9D%B1.bin', { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '2500'])
  })

  it.each([
    ['bytes=0-9', 206, 0, 10],
    ['bytes=990-1010', 206, 990, 1_011],
    ['bytes=2400-9999', 206, 2_400, 2_500],
    ['bytes=2400-', 206, 2_400, 2_500],
    ['bytes=-10', 206, 2_490, 2_500],
    ['bytes=0-1,5-6', 200, 0, 2_500],
    ['lines=1-2', 200, 0, 2_500],
    ['bytes=9-3', 200, 0, 2_500],
  ])('are read in the range %s', async (range, status, from, to) => {
    await put('a')
    const response = await get('a', { range })
    expect(response.status).toBe(status)
    expect(await bodyOf(response)).toEqual(content.subarray(from, to))
    expect(response.headers.get('content-range')).toBe(status === 206 ? `bytes ${from}-${to - 1}/2500` : null)
  })

  it('have no range beyond their end, and none of an object that has changed', async () => {
    await put('a')
    const beyond = await get('a', { range: 'bytes=2500-' })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */2500'])
    expect((await get('a', { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200)
    expect((await get('a', { 'if-none-match': `"other", W/"${etag(content)}"` })).status).toBe(304)
  })

  it('are listed and removed', async () => {
    await put('a')
    await put('b', 'text')
    await put('a', 'other')
    const list = (await (await test.send('/v1/objects')).json()) as { readonly data: readonly object[] }
    expect(list.data).toMatchObject([
      { name: 'a', size: 5 },
      { name: 'b', size: 4 },
    ])
    expect((await test.send('/v1/objects/a', { method: 'DELETE' })).status).toBe(204)
    for (const response of [await get('a'), await test.send('/v1/objects/a', { method: 'DELETE' })]) {
      expect(response.status).toBe(404)
      expect(await codeOf(response)).toBe('object_not_found')
    }
  })

  it('belong to a key, or to all keys of a project', async () => {
    await put('a')
    const keys = await Promise.all(
      [null, 'team', 'team'].map((project) => issueKey(test.gateway, { name: 'other', project })),
    )
    const as = (at: number, init: RequestInit = {}) =>
      test.send('/v1/objects/a', { ...init, headers: { authorization: `Bearer ${keys[at]!.key}` } })
    expect((await as(0)).status).toBe(404)
    expect((await as(1, { method: 'PUT', body: 'ours' })).status).toBe(201)
    expect(await (await as(2)).text()).toBe('ours')
    expect(await bodyOf(await get('a'))).toEqual(content)
  })

  it('have a receipt each time that miners were asked, which states the bytes', async () => {
    const receiptOf = async (response: Response) => {
      const id = response.headers.get('x-subnet-receipt')
      expect(id).toMatch(/^rcpt_/)
      return (await (await test.send(`/v1/receipts/${id}`)).json()) as ReceiptFile
    }
    const made = await put('a b')
    const request = { method: 'PUT', object: 'a b' }
    const kept = await receiptOf(made)
    expect(kept.receipt).toMatchObject({
      ...{ synapse: '/v1/objects', mode: 'plain', charged: 635, request: requestHash(request) },
      miners: [{ hotkey: 'miner-0', outcome: 'good' }],
      answers: [{ sha256: etag(content), by: [0] }],
    })
    expect(() => verifyAnswer(kept, { answer: content, request })).not.toThrow()
    const part = await get('a b', { range: 'bytes=100-1999' })
    const bytes = await bodyOf(part)
    const read = await receiptOf(part)
    const asked = { method: 'GET', object: 'a b', range: [100, 2_000] }
    expect(read.receipt).toMatchObject({ answers: [{ sha256: etag(bytes), by: [0] }], charged: 10 + 475 })
    expect(read.receipt.miners).toHaveLength(2)
    expect(() => verifyAnswer(read, { answer: bytes, request: asked })).not.toThrow()
    expect(() => verifyAnswer(read, { answer: content })).toThrow(
      expect.objectContaining({ code: 'ANSWER_UNPROVEN' }),
    )
    const gone = await test.send('/v1/objects/a%20b', { method: 'DELETE' })
    expect((await receiptOf(gone)).receipt).toMatchObject({ charged: 0, answers: [{ by: [] }] })
    // Nobody was asked, or nothing was answered.
    for (const response of [await get('a b'), await test.send('/v1/objects'), await put('x'.repeat(31))])
      expect(response.headers.get('x-subnet-receipt')).toBeNull()
  })

  it('that broke off have a receipt of their beginning', async () => {
    await put('a')
    failsLater = () => failure('TOO_FEW', {})
    const response = await get('a')
    await expect(response.arrayBuffer()).rejects.toThrow()
    failsLater = null
    const id = response.headers.get('x-subnet-receipt')
    await expect
      .poll(async () => ((await (await test.send(`/v1/receipts/${id}`)).json()) as ReceiptFile).receipt)
      .toMatchObject({
        ...{ answers: [], charged: 10 + 250 },
        brokenOff: { outcome: 'no_miner_available', bytes: 1_000, sha256: etag(content.subarray(0, 1_000)) },
      })
  })

  it('cost as many tokens as a quarter of their bytes, each way', async () => {
    const before = await spentOf()
    const made = await put('a')
    expect(made.headers.get('x-subnet-cost')).toBe(String(10 + 625))
    await (await get('a', { range: 'bytes=0-399' })).arrayBuffer()
    await expect.poll(spentOf).toMatchObject({ reserved: 0n, spent: before.spent + 635n + 110n })
  })

  it('say why miners cannot give them, without the words of the validator', async () => {
    await put('a')
    fails = () => failure('TOO_FEW', {})
    const few = await get('a')
    expect([few.status, few.headers.get('retry-after')]).toEqual([503, '10'])
    expect(await few.text()).not.toContain('secret')
    fails = () => failure('BROKEN', {})
    for (const response of [await get('a'), await put('b')]) {
      expect(response.status).toBe(502)
      expect(await response.text()).not.toContain('secret')
    }
    expect(logged.splice(0)).toHaveLength(3)
  })

  it('defect: cost nothing if the client left before their first bytes', async () => {
    await put('a')
    const before = await spentOf()
    let go = () => {}
    holds = new Promise((resolve) => {
      go = resolve
    })
    const leaving = new AbortController()
    const left = test.send('/v1/objects/a', { signal: leaving.signal })
    await expect.poll(async () => (await spentOf()).reserved).toBeGreaterThan(0n)
    leaving.abort()
    await expect(left).rejects.toThrow()
    go()
    holds = null
    await expect.poll(async () => (await spentOf()).spent).toBeGreaterThan(before.spent)
    expect(await spentOf()).toMatchObject({ reserved: 0n })
  })

  it('defect: cost nothing if their upload was broken off', async () => {
    const before = await spentOf()
    const { host, port } = test.gateway
    const socket = connect(port, host)
    const head = `PUT /v1/objects/early HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${test.key}\r\ncontent-length: 2500\r\n\r\n`
    socket.write(Buffer.concat([Buffer.from(head), content.subarray(0, 2_000)]))
    await expect.poll(() => early).toBe(2_000)
    socket.destroy()
    await expect.poll(spentOf).toMatchObject({ reserved: 0n, spent: before.spent + 10n + 500n })
  })

  it('end short where a miner fails in the middle, and are never cut silently', async () => {
    await put('a')
    failsLater = () => failure('TOO_FEW', {})
    await expect(get('a').then((response) => response.arrayBuffer())).rejects.toThrow()
    failsLater = null
  })

  it.each([
    ['too large', 'a', 'x'.repeat(10_001), 413, 'request_too_large'],
    ['without a name', '%20', 'x', 201, undefined],
    ['with a long name', 'x'.repeat(31), 'x', 400, 'invalid_value'],
    ['with a name that is no text', '%ff', 'x', 400, 'invalid_value'],
    ['with a control character', 'a%00', 'x', 400, 'invalid_value'],
  ])('are refused if they are %s', async (_, name, body, status, code) => {
    const response = await put(name, body)
    expect(response.status).toBe(status)
    if (code !== undefined) expect(await codeOf(response)).toBe(code)
  })

  it('need a length before they are put', async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(10))
        controller.close()
      },
    })
    const response = await test.send('/v1/objects/a', { method: 'PUT', body, duplex: 'half' } as RequestInit)
    expect([response.status, await codeOf(response)]).toEqual([411, 'length_required'])
  })

  it('are where the key says, if several models keep them', async () => {
    await using two = await startTestGateway({
      models: ['one', 'two'].map((id) => viewModel({ files }, [() => null], { id })),
    })
    expect(await codeOf(await two.send('/v1/objects'))).toBe('invalid_value')
    expect((await two.send('/v1/objects?model=two')).status).toBe(200)
    expect((await two.send('/v1/objects', { headers: { 'x-subnet-model': 'one' } })).status).toBe(200)
  })
})
