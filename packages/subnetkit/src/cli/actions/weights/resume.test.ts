import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKeypair, decodeAddress } from '@subnetkit/wallet'
import { expect, test, vi } from 'vitest'
import { createCliChain } from '../../testing/chain.js'

test('interrupted while it waits for a block, the same command goes on and nothing is sent twice', async () => {
  await using chain = await createCliChain({ blockTime: 'manual' }, ['val'])
  const { devnet } = chain
  const shown = (await chain.run('wallet show -H val --json')).json<{ hotkey: { address: string } }>()
  const hotkey = shown.hotkey.address
  devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [1], false)
  devnet.setStorage('SubtensorModule', 'MinAllowedWeights', [1], 1)
  const alice = createKeypair('//Alice').address
  devnet.impersonate(alice).execute('SubtensorModule', 'burned_register', { netuid: 1, hotkey })
  devnet.setStorage('SubtensorModule', 'ValidatorPermit', [1], [true, true])
  devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [1], 5n)
  devnet.mine(10)

  const set = 'weights set --netuid 1 -H val --uids 0 --weights 1'
  const outbox = join(chain.home, `.local/state/subnetkit/weights/${hotkey}-1-0.json`)
  // Recorded before it is sent: a run interrupted in between leaves nothing in the pool.
  const isPending = async () =>
    ((await devnet.provider.send('author_pendingExtrinsics', [])) as []).length > 0
  const kept = () => {
    try {
      return readFileSync(outbox, 'utf8')
    } catch {
      return ''
    }
  }
  const interrupt = new AbortController()
  const [first] = await Promise.all([
    chain.run(`${set} -y`, { signal: interrupt.signal, code: 130 }),
    vi
      .waitUntil(async () => kept().includes('"stage": "submitted"') && (await isPending()), {
        timeout: 20_000,
      })
      .then(() => interrupt.abort()),
  ])
  expect(first.stdout).toBe('')
  expect(devnet.state.SubtensorModule.Weights.get(1, 1)).toEqual([])

  const second = await chain.run(`${set} --json`, {
    onStderr: (text) => void (text.includes('continuing') && devnet.mine(1)),
  })
  expect(second.json()).toMatchObject({ changed: true, stage: 'confirmed' })
  expect(devnet.state.SubtensorModule.Weights.get(1, 1)).toEqual([[0, 65_535]])
  expect(
    devnet.state.System.Account.get(`0x${Buffer.from(decodeAddress(hotkey)).toString('hex')}`).nonce,
  ).toBe(1)
})
