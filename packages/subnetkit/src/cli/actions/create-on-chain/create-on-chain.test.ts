import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'

let chain: CliChain
beforeEach(async () => {
  chain = await createCliChain({}, ['owner'])
})
afterEach(() => chain[Symbol.asyncDispose]())

const create = async (declaration: object, flags: string, code = 0) => {
  const file = await chain.write('subnet.json', JSON.stringify(declaration))
  return chain.run(`create-on-chain ${file} -H owner --json ${flags}`, { code })
}
const subnets = () => chain.devnet.state.SubtensorModule.TotalNetworks.get()

test('--dry-run tells the price and creates nothing', async () => {
  const before = subnets()
  const run = await create({ identity: { name: 'x' } }, '--dry-run')
  expect(run.json()).toMatchObject({ dryRun: true, plans: [{ cost: '1000000000000', done: false }, {}] })
  expect(subnets()).toBe(before)
})

test('defect: --dry-run shows a third of the plan', async () => {
  const hyperparameters = { servingRateLimit: 25, immunityPeriod: 5_000, minBurn: '0.001 TAO' }
  const declaration = { identity: { name: 'x' }, hyperparameters }
  const { plans } = (await create(declaration, '--dry-run')).json<{
    plans: { title: string; steps: { call: { call: string } }[] }[]
  }>()
  expect(plans.map(({ steps }) => steps.map(({ call }) => call.call))).toEqual([
    ['register_network_with_identity'],
    ['start_call'],
    ['sudo_set_serving_rate_limit', 'sudo_set_min_burn'],
  ])
  const unstarted = (await create({}, '--dry-run --no-start')).json<{ plans: unknown[] }>()
  expect(unstarted.plans).toHaveLength(1)
  const file = await chain.write('whole.json', JSON.stringify(declaration))
  const { stdout } = await chain.run(`create-on-chain ${file} -H owner --dry-run`)
  expect(stdout).toMatch(/registration of a subnet.*start of the new subnet.*servingRateLimit from 50 to 25/s)
})

test('defect: the plan shows amounts in rao where the file says TAO', async () => {
  const file = await chain.write('burn.json', '{"hyperparameters": {"maxBurn": "10 TAO"}}')
  const { stdout } = await chain.run(`create-on-chain ${file} -H owner --dry-run`)
  expect(stdout).toContain('sets maxBurn from 100 TAO to 10 TAO')
  const made = (
    await chain.run(`create-on-chain ${await chain.write('e.json', '{}')} -H owner -y --json`)
  ).json()
  const wanted = await chain.write('wanted.json', '{"maxBurn": "10 TAO"}')
  const applied = await chain.run(`hyperparams apply ${wanted} --netuid ${made.netuid} --dry-run`)
  expect(applied.stdout).toMatch(/maxBurn {2}100 TAO → 10 TAO.*sets maxBurn to 10 TAO/s)
})

test('a price above the cap, and hyperparameters that hurt, stop it before anything is paid', async () => {
  const before = subnets()
  const dear = await create({}, '-y --max-lock 10', 1)
  expect(dear.json()).toMatchObject({ error: { code: 'PRICE_ABOVE_CAP' } })
  const unsound = { hyperparameters: { immunityPeriod: 10 } }
  const refused = await create(unsound, '-y', 1)
  expect(refused.json()).toMatchObject({
    error: { code: 'HYPERPARAMETERS_UNSOUND', fix: expect.stringContaining('--accept immunity') },
  })
  expect(subnets()).toBe(before)
  expect((await create(unsound, '-y --accept immunity')).json()).toMatchObject({ created: true })
})

test('a start that comes too early names its block; the next run goes on with the same subnet', async () => {
  chain.devnet.setStorage('SubtensorModule', 'StartCallDelay', [], 30n)
  const declaration = { identity: { name: 'later' }, hyperparameters: { servingRateLimit: 25 } }
  const first = (await create(declaration, '-y', 1)).json()
  expect(first).toMatchObject({
    created: true,
    applied: ['servingRateLimit'],
    waiting: [{ name: 'start', retryBlock: expect.any(Number) }],
  })
  chain.devnet.mine(30)
  const second = (await create(declaration, '-y')).json()
  expect(second).toMatchObject({ netuid: first.netuid, created: false, applied: [], waiting: [] })
  expect(chain.devnet.state.SubtensorModule.SubtokenEnabled.get(first.netuid as number)).toBe(true)
  expect((await create(declaration, '--dry-run')).json()).toMatchObject({
    plans: [{ done: true }, { done: true }, { done: true }, { done: true }],
  })
})

test('a file with a field that does not exist is refused by name', async () => {
  const run = await create({ identiy: {} }, '-y', 1)
  expect(run.json()).toMatchObject({
    error: { code: 'FILE_INVALID', message: expect.stringContaining('identiy') },
  })
})
