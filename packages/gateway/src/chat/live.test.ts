import { describe, expect, it } from 'vitest'
import { fakeModel, ok } from '../testing/fake-model.js'
import { gate } from '../testing/gate.js'
import { altered, type LiveMiner, liveModel, stalled } from '../testing/live-model.js'
import { startTestGateway } from '../testing/start-gateway.js'

const ask = { model: 'text', messages: [{ role: 'user' as const, content: 'Hello' }] }
const streamed = { ...ask, stream: true as const }

const says = (...texts: readonly string[]): LiveMiner =>
  async function* () {
    for (const [at, text] of texts.entries())
      yield at === texts.length - 1 ? { text, finish: 'stop' } : { text }
  }

describe('an answer that is passed on as it comes', () => {
  it('reaches the unmodified openai client while its miner is still held', async () => {
    const held = gate()
    const miner: LiveMiner = async function* () {
      yield { text: 'The sea' }
      await held.opened
      yield { text: ' is blue', finish: 'length' }
    }
    await using test = await startTestGateway({ models: [liveModel([miner])] }, { cap: 10_000n })
    const stream = await test.client.chat.completions.create({
      ...{ ...streamed, stream_options: { include_usage: true } },
    })
    let text = ''
    const chunks = []
    for await (const chunk of stream) {
      chunks.push(chunk)
      text += chunk.choices[0]?.delta.content ?? ''
      // Nothing but the first part can have opened it.
      if (text === 'The sea') held.open()
    }
    expect(text).toBe('The sea is blue')
    expect(chunks.at(-2)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'length' })
    expect(chunks.at(-1)).toMatchObject({
      ...{ choices: [], usage: { prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 } },
    })
    const [budget] = await test.gateway.ledger.read([`key:${test.keyId}`])
    expect(budget).toMatchObject({ reserved: 0n, spent: 16n })
  })

  it('comes part by part as a text completion and as events, too', async () => {
    await using test = await startTestGateway({ models: [liveModel([says('The ', 'sea')])] })
    const completion = await test.client.completions.create({ model: 'text', prompt: 'a', stream: true })
    let text = ''
    for await (const { choices } of completion) text += choices[0]?.text ?? ''
    const events = []
    for await (const event of await test.client.responses.create({ model: 'text', input: 'a', stream: true }))
      events.push(event)
    expect(text).toBe('The sea')
    expect(events.at(-1)).toMatchObject({
      ...{ type: 'response.completed', response: { output: [{ content: [{ text: 'The sea' }] }] } },
    })
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([...events.keys()])
  })

  it('names its miner before its first part, and its price in the receipt', async () => {
    await using test = await startTestGateway({ models: [liveModel([says('yes')])] })
    const response = await test.post(streamed)
    expect(response.headers.get('x-subnet-miners')).toBe('miner-0')
    expect(await response.text()).toMatch(/data: \[DONE\]\n\n$/)
    const id = response.headers.get('x-subnet-receipt')
    const receipt = { charged: 13, miners: [{ outcome: 'good' }], answers: [{ by: [0] }] }
    expect(await (await test.send(`/v1/receipts/${id}`)).json()).toMatchObject({ receipt })
  })

  it('comes from the next miner if the first one fails before a part, and has the status of an error if all do', async () => {
    const fails: LiveMiner = async function* () {
      yield { text: '' }
      return stalled
    }
    await using test = await startTestGateway({ models: [liveModel([fails, says('ab')])] })
    for (let at = 0; at < 4; at++)
      expect(await (await test.post(streamed)).text()).toContain('"content":"ab"')
    await using none = await startTestGateway({ models: [liveModel([fails, fails])] })
    await expect(none.client.chat.completions.create(streamed)).rejects.toMatchObject({ status: 504 })
  })

  it.each([
    ['stalls', stalled, 'upstream_timeout'],
    ['is not what was signed', altered, 'no_valid_answer'],
    ['has no finish', undefined, 'no_valid_answer'],
  ] as const)('ends in an error frame and costs nothing if it %s', async (_, end, code) => {
    const breaks: LiveMiner = async function* () {
      yield { text: 'The sea' }
      return end
    }
    await using test = await startTestGateway({ models: [liveModel([breaks])] }, { cap: 10_000n })
    const text = await (await test.post(streamed)).text()
    expect(text).toContain('The sea')
    expect(text).not.toMatch(/\[DONE\]|"finish_reason":"/)
    expect(JSON.parse(text.trimEnd().split('\n').at(-1)!.slice(6))).toMatchObject({ error: { code } })
    await expect(test.client.chat.completions.create(streamed).then(readAll)).rejects.toMatchObject({ code })
    const [budget] = await test.gateway.ledger.read([`key:${test.keyId}`])
    expect(budget).toMatchObject({ reserved: 0n, spent: 0n })
  })

  it('stops its miner when the client leaves, who pays for what has come', async () => {
    const [began, stopped] = [gate(), gate()]
    const miner: LiveMiner = async function* (_, signal) {
      signal.addEventListener('abort', stopped.open)
      yield { text: 'twelve bytes' }
      began.open()
      await new Promise(() => {})
    }
    await using test = await startTestGateway({ models: [liveModel([miner])] }, { cap: 10_000n })
    const leaving = new AbortController()
    const stream = await test.client.chat.completions.create(streamed, { signal: leaving.signal })
    for await (const { choices } of stream) if (choices[0]?.delta.content) leaving.abort()
    await stopped.opened
    const read = async () => (await test.gateway.ledger.read([`key:${test.keyId}`]))[0]
    await expect.poll(read).toMatchObject({ reserved: 0n, spent: 15n })
  })

  it('frees its miner while the client reads slowly', async () => {
    const done = gate()
    const long = 'word '.repeat(2_000)
    const miner: LiveMiner = async function* () {
      for (let at = 0; at < 100; at++) yield { text: long }
      yield { text: '', finish: 'stop' }
      done.open()
    }
    await using test = await startTestGateway({ models: [liveModel([miner])] })
    const response = await test.post(streamed)
    await done.opened // before anything is read
    const text = await response.text()
    expect(text.match(/word /g)).toHaveLength(200_000)
    expect(text).toMatch(/\[DONE\]\n\n$/)
  })

  it('keeps code points whole, however a miner cuts them', async () => {
    await using test = await startTestGateway({ models: [liveModel([says('a\ud83d', '\uddfc', 'b\ud83d')])] })
    const text = await test.client.chat.completions.create(streamed).then(readAll)
    expect(text).toBe('a🗼b\ufffd')
  })

  it('is whole first where a mode, a schema or several answers need that', async () => {
    const held: LiveMiner = async function* () {
      yield { text: '{"a":' }
      return yield { text: '1}', finish: 'stop' }
    }
    await using test = await startTestGateway({ models: [liveModel([held, held, held])] })
    for (const more of [{ model: 'text:vote' }, { response_format: { type: 'json_object' } }, { n: 2 }]) {
      const response = await test.post({ ...streamed, ...more })
      expect(response.headers.get('x-subnet-cost')).not.toBeNull()
      expect(await response.text()).toContain('{\\"a\\":1}')
    }
  })
})

describe('an answer that has an idempotency key', () => {
  it('defect: a stream that was cut after its charge was charged again when it was repeated', async () => {
    const [read, left] = [gate(), gate()]
    const miner: LiveMiner = async function* (_, signal) {
      yield { text: 'The sea' }
      await left.opened
      expect(signal.aborted).toBe(false)
      yield { text: ' is blue', finish: 'stop' }
      read.open()
    }
    await using test = await startTestGateway({ models: [liveModel([miner])] }, { cap: 10_000n })
    const headers = { 'idempotency-key': 'one' }
    const leaving = new AbortController()
    const { body } = await test.post(streamed, { headers, signal: leaving.signal })
    await body!.getReader().read()
    leaving.abort()
    left.open()
    await read.opened
    const spent = async () => (await test.gateway.ledger.read([`key:${test.keyId}`]))[0]?.spent
    await expect.poll(spent).toBe(16n)
    const again = await test.post(streamed, { headers })
    expect(again.headers.get('x-subnet-replayed')).toBe('true')
    expect(await again.text()).toMatch(/The sea[\s\S]* is blue[\s\S]*\[DONE\]/)
    expect(await spent()).toBe(16n)
  })

  it('is charged once also where its frames are cut from a whole answer', async () => {
    const words = 'word '.repeat(10_000)
    await using test = await startTestGateway({ models: [fakeModel([() => ok(words)])] }, { cap: 100_000n })
    const headers = { 'idempotency-key': 'one' }
    const leaving = new AbortController()
    const { body } = await test.post(streamed, { headers, signal: leaving.signal })
    await body!.getReader().read()
    leaving.abort()
    const spent = async () => (await test.gateway.ledger.read([`key:${test.keyId}`]))[0]?.spent
    const paid = await spent()
    const again = await test.post(streamed, { headers })
    expect(again.headers.get('x-subnet-replayed')).toBe('true')
    expect(await again.text()).toMatch(/\[DONE\]\n\n$/)
    expect(await spent()).toBe(paid)
  })
})

async function readAll(stream: AsyncIterable<{ choices: { delta: { content?: string | null } }[] }>) {
  let text = ''
  for await (const { choices } of stream) text += choices[0]?.delta.content ?? ''
  return text
}
