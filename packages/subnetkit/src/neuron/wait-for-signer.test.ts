import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createManualClock } from '@subnetkit/base/testing'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it, vi } from 'vitest'
import { waitForSigner } from './wait-for-signer.js'

it('defect: a neuron ended when its signer was not up yet', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signer-'))
  const socketPath = join(folder, 's.sock')
  const clock = createManualClock()
  const write = vi.fn()
  const { address } = createKeypair('//Alice')
  const waiting = waitForSigner(socketPath, { write, clock, signal: new AbortController().signal })
  await vi.waitFor(() => expect(write).toHaveBeenCalledOnce())
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(`${JSON.stringify({ address, scheme: 'sr25519', messages: [] })}\n`))
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  await clock.advance(1_000)
  expect(await waiting).toMatchObject({ address })
  expect(write).toHaveBeenCalledOnce()
  server.close()

  const closing = new AbortController()
  const stopped = waitForSigner(join(folder, 'none.sock'), { write, clock, signal: closing.signal })
  await vi.waitFor(() => expect(write).toHaveBeenCalledTimes(2))
  closing.abort(new Error('the neuron stops'))
  await expect(stopped).rejects.toThrow('the neuron stops')
  await rm(folder, { recursive: true })
})
