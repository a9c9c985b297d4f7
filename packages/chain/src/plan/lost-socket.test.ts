import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it } from 'vitest'
import { readBalance } from '../actions/balance.js'
import { registerNeuron } from '../actions/register-neuron.js'
import { registerSubnet } from '../actions/register-subnet.js'
import { addStake } from '../actions/stake.js'
import { startSubnet } from '../actions/start-subnet.js'
import { alice, bob, tao } from '../testing/dev-subnet.js'
import type { Fault } from '../testing/fault-proxy/faults.js'
import { createProxiedChain } from '../testing/proxied-chain.js'

const faults: readonly (readonly [what: string, kind: 'request' | 'answer', fault: Fault])[] = [
  ['is lost before the node has the extrinsic', 'request', { kind: 'drop' }],
  ['is lost when the node has it', 'request', { kind: 'dropAfter' }],
  ['is lost with the answer', 'answer', { kind: 'drop' }],
  ['answers garbage', 'answer', { kind: 'garbage' }],
]

describe('a command whose socket', () => {
  it.each(faults)('%s registers and stakes once', async (_, kind, fault) => {
    await using chain = await createProxiedChain({
      devnet: { blockTime: 'instant' },
      deadlineMs: 3_000,
      inclusionDeadlineMs: 10_000,
    })
    const { client, devnet, proxy } = chain
    const hotkey = createKeypair('//lost').address
    const maxLock = 2_000n * tao
    const netuid = await registerSubnet(client, alice, { hotkey: createKeypair('//own').address, maxLock })
    await startSubnet(client, alice, { netuid })
    const before = await readBalance(client, bob.address)
    const burn = devnet.state.SubtensorModule.Burn.get(netuid)
    const hurt = () => proxy.inject({ kind, method: 'author_submitExtrinsic', fault })

    hurt()
    const parameters = { netuid, hotkey, maxBurn: burn }
    const uid = await registerNeuron(client, bob, parameters)
    expect(await registerNeuron(client, bob, parameters)).toBe(uid)
    hurt()
    const amount = 5n * tao
    await addStake(client, bob, { netuid, hotkey, amount })

    const paid = before - (await readBalance(client, bob.address))
    const highestFees = tao / 100n
    expect(paid).toBeLessThanOrEqual(burn + amount + highestFees)
    expect(paid).toBeGreaterThan(((burn + amount) * 9n) / 10n)
    expect(devnet.state.SubtensorModule.SubnetworkN.get(netuid)).toBe(uid + 1)
  })
})
