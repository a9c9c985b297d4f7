import { createKeypair } from '@subnetkit/wallet'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'

let chain: CliChain
beforeEach(async () => {
  chain = await createCliChain({}, ['val', 'miner'])
  chain.devnet.setStorage('SubtensorModule', 'SubtokenEnabled', [1], true)
  await chain.run('register --netuid 1 -H val -y')
  await chain.run('stake --netuid 1 -H val --amount 5 -y')
  await chain.run('register --netuid 1 -H miner -y')
  const { devnet } = chain
  devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [1], 5n)
  devnet.setStorage('SubtensorModule', 'MinAllowedWeights', [1], 1)
  // Deals the permit.
  devnet.mineUntilEpoch(1)
  devnet.mine(2)
})
afterEach(() => chain[Symbol.asyncDispose]())

const plainly = () => chain.devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [1], false)
const row = (uid = 1) => chain.devnet.state.SubtensorModule.Weights.get(1, uid)
const set = 'weights set --netuid 1 -H val --uids 0,2 --weights 1,0.5'

test('set in the open: sent, read back, and the same again sends nothing', async () => {
  plainly()
  const run = await chain.run(`${set} -y --json`)
  expect(run.json()).toMatchObject({ changed: true, stage: 'confirmed', mode: 'plain', settled: true })
  expect(row()).toEqual([
    [0, 65_535],
    [2, 32_768],
  ])
  const nonce = () => chain.devnet.head.number
  const before = nonce()
  expect((await chain.run(`${set} --json`)).json()).toMatchObject({ changed: false, stage: 'confirmed' })
  expect(nonce()).toBe(before)
  const status = (await chain.run('weights status --netuid 1 -H val --json')).json()
  expect(status).toMatchObject({
    chain: {
      uid: 1,
      row: [
        { uid: 0, value: 65_535 },
        { uid: 2, value: 32_768 },
      ],
    },
    entries: [{ stage: 'confirmed' }],
  })
})

test('--dry-run shows the vector and every check, and keeps nothing', async () => {
  plainly()
  const before = chain.devnet.head.number
  const { stdout } = await chain.run(`${set} --dry-run`)
  expect(stdout).toContain('weights 0: 0.6667  2: 0.3333  plain mode')
  expect(stdout).toMatch(/✓ permit/)
  expect(stdout).toContain('nothing was sent')
  expect(chain.devnet.head.number).toBe(before)
  expect((await chain.run('weights status --netuid 1 -H val --json')).json()).toMatchObject({ entries: [] })
})

test('what the chain would refuse is refused first, with the block at which to retry', async () => {
  plainly()
  await chain.run(`${set} -y`)
  const again = await chain.run('weights set --netuid 1 -H val --uids 2 --weights 1 -y --json', { code: 1 })
  expect(again.json()).toMatchObject({
    error: { code: 'WEIGHTS_RATE_LIMITED', details: { retryBlock: expect.any(Number) } },
  })
  const outsider = await chain.run('weights set --netuid 1 -H rich/nobody --uids 2 --weights 1 -y', {
    code: 2,
  })
  expect(outsider.stderr).toContain('--hotkey')
})

test('defect: a state folder that is a file, or lies below one, is named with its option', async () => {
  plainly()
  const file = await chain.write('a-file', '')
  for (const folder of [file, `${file}/below`]) {
    for (const line of [
      `${set} -y`,
      'weights status --netuid 1 -H val',
      'weights reveal --netuid 1 -H val',
    ]) {
      const run = await chain.run(`${line} --state-dir ${folder}`, { code: 1 })
      expect(run.stderr).toMatch(/\[STATE_DIR_UNUSABLE\]\n +fix: .*--state-dir/)
    }
  }
  expect(row()).toEqual([])
})

test('timelocked: committed now, revealed by the chain', async () => {
  const run = await chain.run(`${set} -y --json`)
  expect(run.json()).toMatchObject({ stage: 'confirmed', mode: 'timelocked', settled: false })
  expect(row()).toEqual([])
  for (let epoch = 0; epoch < 3; epoch += 1) chain.devnet.mineUntilEpoch(1)
  const { stdout } = await chain.run('weights reveal --netuid 1 -H val -y --wait')
  expect(stdout).toMatch(/✓ revealed \(timelocked\) {2}revealed in block \d+/)
  expect(row()).toEqual([
    [0, 65_535],
    [2, 32_768],
  ])
  expect((await chain.run('weights reveal --netuid 1 -H val')).stdout).toContain('no unfinished weights')
})

test('salted: revealed by a second command, and the salt is never shown', async () => {
  const run = await chain.run(`${set} --mode salted -y --json`)
  expect(run.json()).toMatchObject({ stage: 'confirmed', mode: 'salted' })
  expect(run.stdout).not.toContain('salt"')
  const early = await chain.run('weights reveal --netuid 1 -H val -y --json')
  expect(early.json()).toMatchObject({ entries: [{ stage: 'confirmed' }] })
  expect(row()).toEqual([])
  chain.devnet.mineUntilEpoch(1)
  const refused = await chain.run('weights reveal --netuid 1 -H val', { code: 1 })
  expect(refused.stderr).toContain('[NOT_CONFIRMED]')
  const { stdout } = await chain.run('weights reveal --netuid 1 -H val -y --wait')
  expect(stdout).toContain('✓ revealed (salted)')
  expect(row()).toEqual([
    [0, 65_535],
    [2, 32_768],
  ])
})

test('defect: a salted reveal that the chain refuses is reported with its reason, and ends the wait', async () => {
  await chain.run(`${set} --mode salted -y`)
  chain.devnet.mineUntilEpoch(1)
  const permit = (own: boolean) => {
    chain.devnet.setStorage('SubtensorModule', 'ValidatorPermit', [1], [false, own, false])
    chain.devnet.mine()
  }
  permit(false)
  const status = await chain.run('weights status --netuid 1 -H val')
  expect(status.stdout).toContain('cannot be revealed: no validator permit on subnet 1')
  const wait = 'weights reveal --netuid 1 -H val -y --wait'
  const { stdout } = await chain.run(wait, { code: 1 })
  expect(stdout).toContain('cannot be revealed: no validator permit on subnet 1')
  expect(stdout).toMatch(/can be tried with every block until epoch \d+ ends at block \d+/)
  expect(stdout).toContain('fix: Add stake')
  expect((await chain.run(`${wait} --json`, { code: 1 })).json()).toMatchObject({
    entries: [{ stage: 'confirmed', problem: { code: 'NO_VALIDATOR_PERMIT' } }],
  })
  expect(row()).toEqual([])
  permit(true)
  expect((await chain.run(wait)).stdout).toContain('✓ revealed (salted)')
  expect(row()).toHaveLength(2)
})

test('a neuron holds a hotkey: a coldkey under its name is refused', async () => {
  plainly()
  const secret = await chain.write('cold.uri', '//Alice')
  await chain.run(`wallet regen hotkey -H cold --secret-file ${secret}`)
  const alice = createKeypair('//Alice').address
  const run = await chain.run(`weights set --netuid 1 -H cold --uids 2 --weights 1 -y --json`, { code: 1 })
  expect(run.json()).toMatchObject({
    error: { code: expect.stringMatching(/COLDKEY_REFUSED|NOT_REGISTERED/) },
  })
  expect(run.stdout).toContain(alice)
})
