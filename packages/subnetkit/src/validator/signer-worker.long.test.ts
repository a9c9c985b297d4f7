import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runSigner } from '@subnetkit/chain'
import { createQueues, openDatabase, type ValidatorEvent } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it, vi } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { runCoordinator } from './run-coordinator.js'
import { runWorker } from './run-worker.js'

const quiet = { log: false, signals: false } as const

it('a worker has only the socket of a signer, which asks for one signature a session', async () => {
  await using devnet = await startDevnet({ ...quiet, subnet: adder, port: 0 })
  const { network, netuid } = devnet
  await using database = await openDatabase({ memory: true })
  await using jobs = await createQueues({ database })
  const hotkey = createKeypair('//validator-1')
  const socketPath = join(tmpdir(), `worker-${process.pid}.sock`)
  const receivers: (string | null)[] = []
  const signer = await runSigner({
    ...{ chain: { endpoint: network }, keypair: hotkey, socketPath, netuid, messages: {} },
    onMessage({ kind, receiver, refusal }) {
      // The coordinator has its rounds signed; the worker, its sessions.
      if (kind !== 'scores/1') receivers.push(refusal?.code ?? receiver)
    },
  })
  await using miner = await runMiner(
    adder,
    { add },
    { ...quiet, network, netuid, hotkey: '//miner-1', port: 0 },
  )
  const shared = { ...quiet, database, jobs, signer: socketPath }
  const worker = runWorker(adder, { ...shared, sessions: 'require' })
  let fold = (_event: ValidatorEvent) => {}
  const folded = new Promise<ValidatorEvent>((resolve) => {
    fold = resolve
  })
  await using coordinator = await runCoordinator(adder, {
    ...{ ...shared, network, netuid },
    onEvent: (event) => void (event.kind === 'round-folded' && fold(event)),
  })
  await using asking = await worker
  await folded
  expect(await coordinator.mechanisms[0]!.store.scores()).toMatchObject([{ hotkey: miner.hotkey, rounds: 1 }])
  expect(new Set(receivers)).toEqual(new Set([miner.hotkey]))
  expect(receivers).toHaveLength(1)

  // defect: a worker whose signer was gone was healthy.
  await signer[Symbol.asyncDispose]()
  await vi.waitFor(
    async () => {
      const answer = await fetch(`http://127.0.0.1:${asking.health?.port}/healthz`)
      expect([answer.status, await answer.text()]).toEqual([
        503,
        expect.stringContaining('SIGNER_UNREACHABLE'),
      ])
    },
    { timeout: 60_000, interval: 200 },
  )
})
