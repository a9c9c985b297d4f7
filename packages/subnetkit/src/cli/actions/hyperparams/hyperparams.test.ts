import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'

let chain: CliChain
let netuid = 0
beforeAll(async () => {
  chain = await createCliChain({}, ['owner'])
  const file = await chain.write('empty.json', '{}')
  const run = await chain.run(`create-on-chain ${file} -H owner -y --json`)
  netuid = run.json<{ readonly netuid: number }>().netuid
})
afterAll(() => chain[Symbol.asyncDispose]())

test('show prints what the chain holds; its JSON is a file to apply', async () => {
  const { stdout } = await chain.run(`hyperparams show --netuid ${netuid}`)
  expect(stdout).toMatch(/^maxBurn +100 τ .*owner$/m)
  expect(stdout).toMatch(/^kappa +32767 {2}65535ths .*root$/m)
  const run = await chain.run(`hyperparams show --netuid ${netuid} --json`)
  const file = await chain.write('shown.json', run.stdout)
  const again = await chain.run(`hyperparams apply ${file} --netuid ${netuid} --json -y`)
  expect(again.json()).toMatchObject({ changed: false, applied: [] })
})

test('lint judges a file on a new subnet without a chain, and on one that is there', async () => {
  const file = await chain.write(
    'bad.json',
    '{"immunityPeriod": 5, "tempo": 360, "maxBurn": "0.0000001 TAO"}',
  )
  const against = await chain.run(`hyperparams lint ${file} --netuid ${netuid} --json`, { code: 1 })
  const { findings } = against.json<{ readonly findings: readonly { readonly rule: string }[] }>()
  expect(findings.map(({ rule }) => rule)).toContain('burn-range')
  const text = await chain.run(`hyperparams lint ${file} --netuid ${netuid}`, { code: 1 })
  expect(text.stdout).toMatch(/✗ .*\[burn-range\]\n +fix: /)
  const sound = await chain.write('good.json', '{"servingRateLimit": 50}')
  expect((await chain.run(`hyperparams lint ${sound}`)).stdout).toContain('is sound, on a new subnet')
  const short = await chain.run(`hyperparams lint ${file} --json --chain ws://127.0.0.1:1`, { code: 1 })
  expect(short.json()).toMatchObject({ ok: false, netuid: null })
})

test('a name that does not exist is refused with the one that was meant', async () => {
  const file = await chain.write('typo.json', '{"hyperparameters": {"immunityPeriods": 5}}')
  const run = await chain.run(`hyperparams lint ${file} --json`, { code: 1 })
  expect(run.json()).toMatchObject({
    error: { code: 'HYPERPARAMETERS_INVALID', fix: 'Use immunityPeriod if that is what you mean.' },
  })
})

test('what would hurt is refused with the rule to accept, which has to be one', async () => {
  const file = await chain.write('hurts.json', '{"immunityPeriod": 10}')
  const apply = `hyperparams apply ${file} --netuid ${netuid}`
  const refused = await chain.run(`${apply} -y`, { code: 1 })
  expect(refused.stderr).toMatch(/HYPERPARAMETERS_UNSOUND.*\n.*accept immunity/)
  const unknown = await chain.run(`${apply} -y --accept imunity`, { code: 2 })
  expect(unknown.stderr).toContain('must be a rule of the lint')
  await chain.run(`${apply} --dry-run --accept immunity`)
})

test('apply shows what changes, sets it, and then nothing is left', async () => {
  const file = await chain.write('wanted.json', '{"servingRateLimit": 77, "minAllowedWeights": 3}')
  const dry = await chain.run(`hyperparams apply ${file} --netuid ${netuid} --dry-run`)
  expect(dry.stdout).toMatch(/servingRateLimit {2}\d+ → 77/)
  const { SubtensorModule } = chain.devnet.state
  expect(SubtensorModule.ServingRateLimit.get(netuid)).not.toBe(77n)
  const run = await chain.run(`hyperparams apply ${file} --netuid ${netuid} -y --json`)
  expect(run.json()).toMatchObject({ changed: true, waiting: [] })
  expect(chain.devnet.state.SubtensorModule.ServingRateLimit.get(netuid)).toBe(77n)
  const again = await chain.run(`hyperparams apply ${file} --netuid ${netuid} --json`)
  expect(again.json()).toMatchObject({ changed: false, applied: [] })
})

test('what the chain does not take yet waits, with its block, and the exit code says so', async () => {
  chain.devnet.setStorage('SubtensorModule', 'OwnerHyperparamRateLimit', [], 2)
  const file = await chain.write('later.json', '{"servingRateLimit": 78}')
  const run = await chain.run(`hyperparams apply ${file} --netuid ${netuid} -y --json`, { code: 1 })
  expect(run.json()).toMatchObject({
    changed: false,
    waiting: [{ name: 'servingRateLimit', waits: { retryBlock: expect.any(Number) } }],
  })
})
