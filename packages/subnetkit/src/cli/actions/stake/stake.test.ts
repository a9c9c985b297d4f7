import { createKeypair, decodeAddress, encodeAddress } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'

let chain: CliChain
beforeAll(async () => {
  chain = await createCliChain({}, ['val'])
  chain.devnet.setStorage('SubtensorModule', 'SubtokenEnabled', [1], true)
  await chain.run('register --netuid 1 -H val -y -q')
})
afterAll(() => chain[Symbol.asyncDispose]())

const bob = createKeypair('//Bob').address

test('add, list, move and remove, with --dry-run before', async () => {
  const dry = await chain.run('stake add --netuid 1 -H val --amount 10 --dry-run --json')
  expect(dry.json()).toMatchObject({ dryRun: true, plans: [{ cost: '10000000000' }] })
  await chain.run('stake add --netuid 1 -H val --amount 10 -y')
  const listed = (await chain.run('stake list --json')).json<{
    total: string
    stakes: { netuid: number; stake: string }[]
  }>()
  expect(listed.stakes).toMatchObject([{ netuid: 1, stake: expect.stringMatching(/^\d+$/) }])
  expect(Number(listed.total)).toBeGreaterThan(9e9)
  expect((await chain.run('stake list')).stdout).toMatch(/ 1 .*5\w{47} .* α .* τ/)
  await chain.run('stake move --netuid 1 --to-netuid 0 -H val --amount 2 -y')
  const moved = (await chain.run('stake list --json')).json<{ stakes: { netuid: number }[] }>()
  expect(moved.stakes.map(({ netuid }) => netuid).sort()).toEqual([0, 1])
  const removed = await chain.run('stake remove --netuid 1 -H val --all -y --json')
  expect(removed.json()).toMatchObject({ changed: true, value: '0' })
})

test.each([
  ['stake remove --netuid 1 -H val', 2, 'USAGE'],
  ['stake remove --netuid 1 -H val --amount 1 --all', 2, 'USAGE'],
  ['stake remove --netuid 1 -H val --amount 0', 2, 'USAGE'],
  ['stake add --netuid 1 -H val', 2, 'USAGE'],
  ['stake add --netuid 1 -H val --amount 1 --at-least 2', 2, 'USAGE'],
  ['stake move --netuid 1 -H val --amount 1', 2, 'USAGE'],
  ['stake move --netuid 1 --to-netuid 1 -H val --amount 1', 2, 'USAGE'],
  [`stake move --netuid 1 -H val --amount 1 --to-hotkey ${bob}x`, 2, 'ADDRESS_INVALID'],
  ['stake remove --netuid 1 -H val --amount 999999 -y', 1, 'STAKE_MISSING'],
  ['stake remove --netuid 77 -H val --amount 1 -y', 1, 'SUBNET_UNKNOWN'],
  ['stake list --address x', 2, 'ADDRESS_INVALID'],
])('refuses %s', async (line, code, error) => {
  expect((await chain.run(`${line} --json`, { code })).json()).toMatchObject({ error: { code: error } })
})

test('defect: addresses of other networks are paid, and payments below the existential deposit plan clean', async () => {
  const pay = (to: string, amount: string, code: number) =>
    chain.run(`wallet transfer --to ${to} --amount ${amount} -y --json`, { code })
  for (const prefix of [0, 2]) {
    const foreign = encodeAddress(decodeAddress(bob), { prefix })
    expect((await pay(foreign, '1', 2)).json()).toMatchObject({ error: { code: 'ADDRESS_INVALID' } })
  }
  const typo = `${bob.slice(0, -1)}${bob.endsWith('y') ? 'z' : 'y'}`
  expect((await pay(typo, '1', 2)).json()).toMatchObject({ error: { code: 'ADDRESS_INVALID' } })
  expect((await pay(createKeypair('//fresh').address, '0.0000001', 1)).json()).toMatchObject({
    error: { code: 'TRANSFER_BELOW_DEPOSIT' },
  })
  expect((await pay(bob, '0', 2)).json()).toMatchObject({ error: { code: 'USAGE' } })
  expect((await pay(bob, '1.5', 0)).json()).toMatchObject({ changed: true, value: '1500000000' })
})

test('defect: stake at the limit of a pool answers in two units', async () => {
  const run = await chain.run('stake add --netuid 1 -H val --at-least 20000000 -y', { code: 1 })
  const [, message = ''] = /error (.*)\[POOL_TOO_SMALL\]/.exec(run.stderr) ?? []
  expect(message).toContain('20000000 alpha')
  expect(message).not.toMatch(/TAO|rao/)
})

test('defect: a stake above the pool is refused without the largest amount, under a title without unit', async () => {
  const line = 'stake add --netuid 1 -H val --at-least 20000000 -y'
  const [, most = ''] =
    /Choose a stake below ([\d.]+) alpha/.exec((await chain.run(line, { code: 1 })).stderr) ?? []
  expect(Number(most)).toBeGreaterThan(0)
  expect(Number(most)).toBeLessThan(20_000_000)
  const dry = (await chain.run('stake add --netuid 1 -H val --at-least 5 --dry-run --json')).json()
  expect(dry).toMatchObject({ plans: [{ title: expect.stringContaining('at least 5 alpha on') }] })
})

test('defect: a payment above the balance is answered with a transfer to oneself', async () => {
  const run = await chain.run(`wallet transfer --to ${bob} --amount 20000000 -y`, { code: 1 })
  expect(run.stderr).toMatch(/BALANCE_TOO_LOW.*\n +fix: .*or send at most [\d.]+ TAO\./)
})

test('defect: subnets show, price and metagraph refuse the netuid as an argument', async () => {
  for (const command of ['subnets show', 'subnets price', 'metagraph', 'hyperparams show']) {
    const [short, long] = [await chain.run(`${command} 1`), await chain.run(`${command} --netuid 1`)]
    expect([command, short.stdout.split('\n').length]).toEqual([command, long.stdout.split('\n').length])
  }
})

test('balance, overview, subnets and prices', async () => {
  const balance = (await chain.run('wallet balance --json')).json<Record<string, string>>()
  expect(BigInt(balance.free ?? 0) + BigInt(balance.staked ?? 0)).toBe(BigInt(balance.total ?? 1))
  expect((await chain.run('wallet balance')).stdout).toMatch(/free +[\d,.]+ τ/)
  const overview = await chain.run('wallet overview --json')
  expect(overview.json()).toMatchObject({ neurons: [{ netuid: 1, hotkeyName: 'val', uid: 1 }] })
  expect((await chain.run('wallet overview')).stdout).toMatch(/ 1 .* val +1 /)
  const list = (await chain.run('subnets list --json')).json<{ subnets: { netuid: number }[] }>()
  expect(list.subnets.map(({ netuid }) => netuid)).toEqual([0, 1])
  expect((await chain.run('subnets list --sort price --limit 1')).stdout).toContain('1 not shown')
  expect((await chain.run('subnets show --netuid 1')).stdout).toMatch(/owner +5\w{47}, hotkey 5\w{47}/)
  expect((await chain.run('subnets price --netuid 1')).stdout).toMatch(/1 .* [\d.]+ τ/)
  const unknown = await chain.run('subnets price --netuid 77 --json', { code: 1 })
  expect(unknown.json()).toMatchObject({ error: { code: 'SUBNET_UNKNOWN' } })
})

test('the faucet gives on a devnet, once it is confirmed, and refuses elsewhere', async () => {
  const refused = await chain.run('wallet faucet --json', { code: 1 })
  expect(refused.json()).toMatchObject({ error: { code: 'NOT_CONFIRMED' } })
  const before = (await chain.run('wallet balance --json')).json<{ free: string }>()
  await chain.run('wallet faucet --amount 5 -y')
  const after = (await chain.run('wallet balance --json')).json<{ free: string }>()
  expect(BigInt(after.free) - BigInt(before.free)).toBe(5_000_000_000n)
})

test('the faucet refuses any chain that is no devnet', async () => {
  const { action } = await import('../wallet/faucet.js')
  const context = {
    keys: { coldkeyAddress: async () => bob },
    chain: async () => ({ api: { runtimeChain: 'Bittensor' } }),
  } as unknown as Parameters<typeof action.run>[0]
  const asked = action.run(context, { command: 'wallet faucet', options: {}, args: [] })
  await expect(asked).rejects.toMatchObject({ code: 'FAUCET_UNAVAILABLE', details: { chain: 'Bittensor' } })
})
