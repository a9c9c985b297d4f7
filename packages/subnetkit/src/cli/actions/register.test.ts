import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../testing/chain.js'

let chain: CliChain
beforeAll(async () => {
  chain = await createCliChain({}, ['miner', 'other'])
})
afterAll(() => chain[Symbol.asyncDispose]())

const neurons = () => chain.devnet.state.SubtensorModule.SubnetworkN.get(1)
const height = () => chain.devnet.head.number

test('--dry-run shows the plan and sends nothing', async () => {
  const before = height()
  const run = await chain.run('register --netuid 1 -H miner --dry-run')
  expect(run.stdout).toMatch(/registration of hotkey 5\w{47} on subnet 1/)
  expect(run.stdout).toMatch(/balance +1,000,000 τ/)
  expect(run.stdout).toContain('SubtensorModule.register_limit')
  expect(run.stdout).toContain('dry run: nothing was sent')
  const asJson = await chain.run('register --netuid 1 -H miner --dry-run --json -y')
  expect(asJson.json()).toMatchObject({
    dryRun: true,
    plans: [{ done: false, balance: '1000000000000000' }],
  })
  expect([height(), neurons()]).toEqual([before, 1])
})

test('without a terminal and --yes nothing is changed', async () => {
  const run = await chain.run('register --netuid 1 -H miner', { code: 1 })
  expect(run.stderr).toContain('[NOT_CONFIRMED]')
  expect(run.stderr).toContain('--yes')
  expect(neurons()).toBe(1)
})

test('asks, and takes no for an answer', async () => {
  const asked: string[] = []
  const prompter = {
    confirm: async (question: string) => {
      asked.push(question)
      return false
    },
    password: async () => null,
  }
  const run = await chain.run('register --netuid 1 -H miner --quiet', { prompter, code: 1 })
  // What is asked about is shown, however quiet it is to be.
  expect(run.stderr).toMatch(/cost +0\.\d+ τ/)
  expect(asked).toEqual([expect.stringContaining('on subnet 1: continue?')])
  expect([run.stdout, neurons()]).toEqual(['', 1])
})

test('a cancelled question is an interruption', async () => {
  const prompter = { confirm: async () => null, password: async () => null }
  const run = await chain.run('register --netuid 1 -H miner', { prompter, code: 130 })
  expect([run.stderr.trimEnd().split('\n').at(-1), neurons()]).toEqual(['interrupted', 1])
})

test('registers, prints the uid, and does nothing the second time', async () => {
  const confirm = { confirm: async () => true, password: async () => null }
  const first = await chain.run('register --netuid 1 -H miner', { prompter: confirm })
  expect(first.stdout).toMatch(/✓ hotkey 5\w{47} is now uid 1 on subnet 1/)
  const before = height()
  const second = await chain.run('register --netuid 1 -H miner --json')
  expect(second.json()).toMatchObject({ changed: false, value: 1, plan: { done: true } })
  expect([height(), neurons()]).toEqual([before, 2])
})

test('a price above the cap is refused, with the numbers', async () => {
  const run = await chain.run('register --netuid 1 -H other -y --json --max-burn 0.0001', { code: 1 })
  expect(run.json()).toMatchObject({
    error: {
      code: 'PRICE_ABOVE_CAP',
      message: expect.stringContaining('above the cap of 0.0001 TAO'),
      details: { problems: [{}] },
    },
  })
  expect(neurons()).toBe(2)
})

test('a hotkey that is not there is named, with the command that makes it', async () => {
  const run = await chain.run('register --netuid 1 -H nobody -y', { code: 1 })
  expect(run.stderr).toContain('[KEYFILE_NOT_FOUND]')
  expect(run.stderr).toContain('subnet wallet create -w rich -H nobody')
})
