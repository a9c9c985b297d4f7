import { setTimeout } from 'node:timers/promises'
import type { Devnet } from '@subnetkit/devnet'
import { expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'
import { adderModule } from '../../testing/neurons.js'
import { startProcess } from '../../testing/process.js'

const hotkeys = ['owner', 'val', 'm1'] as const
const flags = '-H owner --validator val --miner m1@203.0.113.5:8091 --stake 5 -y --json'
/** Steps that send something: create, start, hyperparameters, two registrations, stake, serve. */
const sends = 7

const lineOf = (chain: CliChain) => `launch ${adderModule} -n ${chain.env.BT_NETWORK} ${flags}`.split(' ')

/** Subnets of the chain, and neurons of the newest one. */
function takenBy({ devnet }: CliChain) {
  const { SubtensorModule: state } = devnet.state
  const netuid = state.TotalNetworks.get() - 1
  return { subnets: state.TotalNetworks.get(), neurons: state.SubnetworkN.get(netuid) }
}

test('killed with SIGKILL as each step is sent, it pays for nothing twice', async () => {
  await using chain = await createCliChain({ blockTime: 400 }, hotkeys)
  const before = takenBy(chain).subnets
  let kills = 0
  let last = ''
  for (let step = 1; step <= sends; step += 1) {
    const run = startProcess(lineOf(chain), { env: chain.env, built: true })
    // Each run gets one step further; it dies before, while or after the bytes of that step are sent.
    const dies = (async () => {
      while (!run.stderr().includes(': sending') && run.child.exitCode === null) await setTimeout(5)
      await setTimeout((step * 97) % 450)
      if (run.child.kill('SIGKILL')) kills += 1
    })()
    await Promise.all([dies, run.ended])
    last = run.stdout()
  }
  const end = startProcess(lineOf(chain), { env: chain.env, built: true })
  expect([await end.ended, end.stderr()]).toEqual([0, expect.any(String)])
  const { paid } = JSON.parse(end.stdout() || last) as { paid: { step: string; cost: string }[] }
  expect(kills).toBeGreaterThan(2)
  expect(new Set(paid.map(({ step }) => step)).size).toBe(paid.length)
  expect(takenBy(chain)).toEqual({ subnets: before + 1, neurons: 3 })
})

test('stopped while its extrinsic is in the pool, the next run follows the same bytes', async () => {
  await using chain = await createCliChain({ blockTime: 'manual' }, hotkeys)
  const before = takenBy(chain).subnets
  const { devnet } = chain
  for (let step = 0; step < sends; step += 1) {
    const interrupt = new AbortController()
    const run = chain.run(lineOf(chain).join(' '), {
      code: 130,
      signal: interrupt.signal,
      onStderr(text) {
        if (text.includes('following it')) devnet.mine(1)
        if (text.includes(': sending')) void poolHoldsOne(devnet).then(() => interrupt.abort())
      },
    })
    await run
    // Every other time the chain takes it before the next run looks.
    if (step % 2 === 1) devnet.mine(1)
  }
  const mining = setInterval(() => devnet.mine(1), 20)
  const { json } = await chain.run(lineOf(chain).join(' ')).finally(() => clearInterval(mining))
  const { paid } = json<{ paid: { step: string }[] }>()
  expect(new Set(paid.map(({ step }) => step)).size).toBe(paid.length)
  expect(takenBy(chain)).toEqual({ subnets: before + 1, neurons: 3 })
})

async function poolHoldsOne({ provider }: Devnet): Promise<void> {
  while ((await provider.send<unknown[]>('author_pendingExtrinsics', [])).length === 0) await setTimeout(5)
}
