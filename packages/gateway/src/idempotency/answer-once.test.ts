import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueKey } from '../keys/issue-key.js'
import { absent, fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'

let test: TestGateway
let calls = 0
let isFailing = false
let release = () => {}
let gate: Promise<void> | null = null
beforeAll(async () => {
  const miner = async () => {
    calls++
    await gate
    return isFailing ? absent : ok(`Answer ${calls}.`)
  }
  test = await startTestGateway({ models: [fakeModel([miner])] })
})
afterAll(() => test[Symbol.asyncDispose]())

const ask = { model: 'text', messages: [{ role: 'user', content: 'Hi' }] }
const post = (name: string, body: object = ask, headers: Record<string, string> = {}) =>
  test.post(body, { headers: { 'idempotency-key': name, ...headers } })

describe('a request with an idempotency key', () => {
  it.each([false, true])('gets the same answer again, and pays once (streamed: %s)', async (stream) => {
    const before = calls
    const [first, second] = [
      await post(`same ${stream}`, { ...ask, stream }),
      await post(`same ${stream}`, { stream, ...ask }),
    ]
    expect(await second.text()).toBe(await first.text())
    expect(calls).toBe(before + 1)
    expect(second.headers.get('x-subnet-replayed')).toBe('true')
    for (const name of ['content-type', 'x-subnet-receipt', 'x-subnet-cost']) {
      expect(second.headers.get(name)).toBe(first.headers.get(name))
    }
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
  })

  it('waits for the first one while that is running', async () => {
    const before = calls
    gate = new Promise((resolve) => {
      release = resolve
    })
    const both = [post('running'), post('running')]
    await expect.poll(() => calls).toBe(before + 1)
    release()
    const [one, other] = await Promise.all(both.map(async (response) => (await response).text()))
    gate = null
    expect(one).toBe(other)
    expect(calls).toBe(before + 1)
  })

  it('is refused for another body, and is another one of another key', async () => {
    await (await post('body')).text()
    const other = await post('body', { ...ask, max_tokens: 7 })
    expect(other.status).toBe(400)
    expect(await other.json()).toMatchObject({ error: { param: 'idempotency-key' } })
    const { key } = await issueKey(test.gateway, { name: 'other' })
    const response = await post('body', ask, { authorization: `Bearer ${key}` })
    expect(response.headers.has('x-subnet-replayed')).toBe(false)
  })

  it('defect: was charged twice if its client left while it was being charged', async () => {
    const leaving = new AbortController()
    const { ledger } = test.gateway
    const { settle } = ledger
    const slow: typeof settle = async (...given) => {
      const charged = await settle.call(ledger, ...given)
      if (given[1] > 0n && !leaving.signal.aborted) {
        leaving.abort()
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return charged
    }
    Object.assign(ledger, { settle: slow })
    const before = calls
    const headers = { 'idempotency-key': 'left', 'content-type': 'application/json' }
    await expect(test.post(ask, { headers, signal: leaving.signal })).rejects.toThrow()
    Object.assign(ledger, { settle })
    const again = await post('left')
    expect(again.headers.get('x-subnet-replayed')).toBe('true')
    expect(calls).toBe(before + 1)
  })

  it('defect: took nothing of the rates of its key when it was repeated, however often', async () => {
    const rates = { requestsPerMinute: 3, inFlight: 2 }
    const { key } = await issueKey(test.gateway, { name: 'limited', ...rates })
    const authorization = `Bearer ${key}`
    gate = new Promise((resolve) => {
      release = resolve
    })
    const before = calls
    const first = post('limited', ask, { authorization })
    await expect.poll(() => calls).toBe(before + 1)
    const waiting = post('limited', ask, { authorization })
    await expect.poll(async () => (await post('limited', ask, { authorization })).status).toBe(429)
    release()
    expect([(await first).status, (await waiting).status]).toEqual([200, 200])
    gate = null
    expect((await post('limited', ask, { authorization })).status).toBe(200)
    expect((await post('limited', ask, { authorization })).status).toBe(429)
  })

  it('gets no error twice', async () => {
    isFailing = true
    expect((await post('failing')).status).toBe(504)
    isFailing = false
    expect((await post('failing')).status).toBe(200)
  })
})
