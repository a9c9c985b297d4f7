import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'
import { runInProcess } from '../../testing/cli.js'
import { adderModule } from '../../testing/neurons.js'

const names = ['owner', 'second', 'third', 'val', 'm1'] as const
let chain: CliChain
beforeAll(async () => {
  chain = await createCliChain({}, names)
})
afterAll(() => chain[Symbol.asyncDispose]())

const launch = (flags: string, code = 0) =>
  chain.run(`launch ${adderModule} -n ${chain.env.BT_NETWORK} --json ${flags}`, { code })
const refusal = async (flags: string, code = 1) =>
  (await launch(flags, code)).json<{ error: { code: string; message: string; fix: string } }>().error
const neurons = '--validator val --miner m1@203.0.113.5:8091 --stake 5'
const subnets = () => chain.devnet.state.SubtensorModule.TotalNetworks.get()
const height = () => chain.devnet.state.System.Number.get()

interface Launched {
  readonly netuid: number
  readonly stateFile: string
  readonly steps: readonly { readonly id: string; readonly state: string }[]
  readonly waiting: readonly { readonly id: string; readonly retryBlock: number }[]
  readonly paid: readonly { readonly step: string; readonly cost: string }[]
}
const statesOf = ({ steps }: Launched) => steps.map(({ state }) => state)

test('is refused before anything is sent: each with its fix', async () => {
  const before = [subnets(), height()]
  const on = `-n ${chain.env.BT_NETWORK}`
  const unnamed = await runInProcess(['launch', adderModule, '--json'], { env: { HOME: chain.home } })
  expect([unnamed.code, unnamed.json()]).toMatchObject([2, { error: { code: 'USAGE' } }])
  expect(await refusal('-H owner')).toMatchObject({ code: 'NOT_CONFIRMED' })
  expect(await refusal('-H owner -y --max-cost 900')).toMatchObject({
    code: 'PRICE_ABOVE_CAP',
    fix: expect.stringContaining('--max-cost to 1000.'),
  })
  expect(await refusal('-H owner -y --miner m1@255.255.255.255:8091')).toMatchObject({ code: 'AXON_INVALID' })
  expect(await refusal('-H owner -y --miner m1@nowhere', 2)).toMatchObject({ code: 'USAGE' })
  expect(await refusal('-H owner -y --miner ../m1', 2)).toMatchObject({ code: 'USAGE' })
  expect(await refusal('-H owner -y --stake 2000')).toMatchObject({ code: 'POOL_TOO_SMALL' })
  expect(await refusal('-H owner -y --netuid 9')).toMatchObject({ code: 'SUBNET_UNKNOWN' })
  expect(await refusal('-H owner -y --netuid 1')).toMatchObject({ code: 'SUBNET_NOT_OWNED' })
  expect(await refusal('-H owner -y --miner absent')).toMatchObject({ code: 'KEYFILE_NOT_FOUND' })
  const damaged = await chain.write('damaged.json', '{"version":1}')
  expect(await refusal(`-H owner -y --state ${damaged}`)).toMatchObject({ code: 'FILE_INVALID' })
  expect(await readFile(damaged, 'utf8')).toBe('{"version":1}')

  await chain.run('wallet create -w empty -H owner --no-password')
  const poor = await chain.run(`launch ${adderModule} ${on} -w empty -H owner -y --json`, { code: 1 })
  const coldkey = (await chain.run('wallet show -w empty -H owner --json')).json<{
    coldkey: { address: string }
  }>().coldkey.address
  expect(poor.json()).toMatchObject({
    error: {
      code: 'BALANCE_TOO_LOW',
      message: expect.stringContaining(coldkey),
      fix: expect.stringMatching(
        new RegExp(`^Transfer 1,000\\S* τ to ${coldkey}.*wallet faucet --amount 1001 -w empty`),
      ),
    },
  })
  expect([subnets(), height()]).toEqual(before)
})

test('--dry-run shows the plan with its total and sends nothing', async () => {
  const before = [subnets(), height()]
  const { json } = await launch(`-H owner ${neurons} --dry-run`)
  const shown = json<{
    rows: { id: string; cost: string; fee: string; isEstimate: boolean }[]
    totals: { total: string }
  }>()
  expect(shown.rows.map(({ id }) => id.split(' ')[0])).toEqual([
    ...['create', 'start', 'hyperparameters', 'register', 'register', 'stake', 'serve'],
  ])
  const [create, , , first, second, stake] = shown.rows.map(({ cost }) => BigInt(cost))
  expect([create, first, second]).toEqual([1_000_000_000_000n, 1_000_000_000n, 1_260_000_000n])
  expect(stake).toBeGreaterThan(5_000_000_000n)
  const sum = shown.rows.reduce((all, { cost, fee }) => all + BigInt(cost) + BigInt(fee), 0n)
  expect(BigInt(shown.totals.total)).toBe(sum)
  const { stdout } = await chain.run(`launch ${adderModule} -n ${chain.env.BT_NETWORK} -H owner --dry-run`)
  expect(stdout).toMatch(
    /launch of adder .*1\. {2}create the subnet +1,000 τ.*total +≈ 1,000(\.\d+)? τ.*balance/s,
  )
  expect([subnets(), height()]).toEqual(before)
})

test('walks from nothing to a running subnet; the second time there is nothing to do', async () => {
  const before = subnets()
  const first = (await launch(`-H owner ${neurons} -y`)).json<Launched>()
  expect(statesOf(first)).toEqual(Array(7).fill('done'))
  const { netuid } = first
  const { SubtensorModule: state } = chain.devnet.state
  expect([subnets(), state.SubtokenEnabled.get(netuid), state.Tempo.get(netuid)]).toEqual([
    before + 1,
    true,
    720,
  ])
  expect(state.SubnetworkN.get(netuid)).toBe(3)
  const kept = JSON.parse(await readFile(first.stateFile, 'utf8'))
  expect(kept).toMatchObject({ netuid, sending: null, subnet: 'adder' })
  expect(kept.paid).toHaveLength(7)

  const at = height()
  const second = (await launch(`-H owner ${neurons} -y --max-cost 1`)).json<Launched>()
  expect(statesOf(second)).toEqual(Array(7).fill('held'))
  expect(height()).toBe(at)
  expect(second.paid).toEqual(first.paid)

  // Without its state file the chain still knows.
  const other = (await launch(`-H owner ${neurons} -y --state ${chain.home}/other.json`)).json<Launched>()
  expect([other.netuid, ...statesOf(other)]).toEqual([netuid, ...Array(7).fill('held')])
  expect(await refusal(`-H second -y --state ${chain.home}/other.json`)).toMatchObject({
    code: 'FILE_INVALID',
  })
})

test('a hotkey that owns a subnet of another name creates no second one', async () => {
  const other = await chain.write('other.json', '{"identity": {"name": "other"}}')
  const { netuid } = (await chain.run(`create-on-chain ${other} -H second -y --json`)).json<Launched>()
  const before = subnets()
  expect(await refusal('-H second -y')).toMatchObject({
    code: 'LAUNCH_OTHER_SUBNET',
    fix: expect.stringContaining(`--netuid ${netuid}`),
  })
  const taken = (await launch(`-H second -y --netuid ${netuid}`)).json<Launched>()
  expect([taken.netuid, ...statesOf(taken)]).toEqual([netuid, 'held', 'held', 'done'])
  expect(subnets()).toBe(before)
})

test('a start that comes too early is left for later with the stake; --wait waits for it', async () => {
  chain.devnet.setStorage('SubtensorModule', 'StartCallDelay', [], 30n)
  const first = (await launch('-H third --stake 5 -y', 1)).json<Launched>()
  expect(statesOf(first)).toEqual(['done', 'open', 'done', 'open'])
  expect(first.waiting).toMatchObject([{ id: 'start', retryBlock: expect.any(Number) }])
  const spent = first.paid.reduce((sum, { cost }) => sum + BigInt(cost), 0n) / 1_000_000_000n
  // The stake is too much for what the first run has left of the limit.
  expect(await refusal(`-H third --stake 5 -y --max-cost ${spent + 2n}`)).toMatchObject({
    code: 'PRICE_ABOVE_CAP',
  })
  let isWaiting = false
  const line = `launch ${adderModule} -n ${chain.env.BT_NETWORK} -H third --stake 5 -y --json --wait`
  const run = await chain.run(line, {
    onStderr(text) {
      if (isWaiting || !text.includes('waiting for block')) return
      isWaiting = true
      chain.devnet.mine(40)
    },
  })
  const second = run.json<Launched>()
  expect([isWaiting, second.netuid, ...statesOf(second)]).toEqual([
    ...[true, first.netuid, 'held', 'done', 'held', 'done'],
  ])
})
