import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type Clock, systemClock } from '@subnetkit/base'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createMinerClient } from './create-miner-client.js'
import { createStallWatch } from './stall-watch.js'

it('counts pauses from their due look on, once, and nothing else', () => {
  let now = 0
  let tick = () => {}
  let running = 0
  const clock: Clock = {
    ...systemClock,
    now: () => now,
    interval(run) {
      tick = run
      running += 1
      const cancel = () => {
        running -= 1
      }
      return { cancel, [Symbol.dispose]: cancel }
    },
  }
  const watch = createStallWatch(clock)
  const first = watch.begin()
  for (now = 50; now <= 500; now += 50) tick()
  now = 600
  tick()
  expect(first.stalledMs()).toBe(0)
  now = 3_650
  // Another timer looks before the one of the watch has run.
  expect(first.stalledMs()).toBe(3_000)
  tick()
  const second = watch.begin()
  expect([first.stalledMs(), second.stalledMs()]).toEqual([3_000, 0])
  first[Symbol.dispose]()
  first[Symbol.dispose]()
  expect(running).toBe(1)
  second[Symbol.dispose]()
  expect(running).toBe(0)
})

const miner = `
const { createServer } = require('node:http')
const { parentPort } = require('node:worker_threads')
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (part) => { body += part }).on('end', () => {
    parentPort.postMessage('asked')
    if (body.includes('silent')) return
    setTimeout(() => response.setHeader('content-type', 'application/json').end('{"result":{"data":"x"}}'), 20)
  })
})
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

it('defect: a pause of this process was charged to miners', async () => {
  const worker = new Worker(miner, { eval: true })
  try {
    const [port] = await once(worker, 'message')
    const deadline = 500
    const protocol = { ask: synapse({ input: z.string(), output: z.string(), deadline }) }
    await using client = createMinerClient(
      { protocol },
      { keypair: createKeypair('//Alice'), sessions: 'off' },
    )
    const endpoint = { hotkey: createKeypair('//Bob').address, host: '127.0.0.1', port }
    const asked = Promise.all([client.query(endpoint, 'ask', 'x'), client.query(endpoint, 'ask', 'silent')])
    await once(worker, 'message')
    // The process stands still past the deadline.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, deadline + 200)
    const [answered, silent] = await asked
    expect(answered.kind).toBe('ok')
    expect(answered.latencyMs).toBeLessThan(deadline)
    expect(silent).toMatchObject({ kind: 'ours', code: 'CALLER_STALLED' })
  } finally {
    await worker.terminate()
  }
})
