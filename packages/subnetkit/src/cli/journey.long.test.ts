import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliChain, createCliChain } from './testing/chain.js'
import { runInProcess } from './testing/cli.js'

/** A person with an idea and some TAO, from the first key to weights that are revealed. */
let chain: CliChain
beforeAll(async () => {
  chain = await createCliChain()
})
afterAll(() => chain[Symbol.asyncDispose]())

/** The same devnet, and a wallet of its own. */
async function own(line: string, code = 0) {
  const env = { ...chain.env, BT_WALLET: 'owner' }
  const run = await runInProcess([...line.split(' '), '--json'], { env })
  if (run.code !== code)
    throw new Error(`subnet ${line} ended with ${run.code}\n${run.stdout}\n${run.stderr}`)
  return run.json<Record<string, unknown>>()
}

test('from a wallet to revealed weights', async () => {
  const { devnet } = chain
  const made = await own('wallet create -H owner --no-password')
  const [coldkey] = made.keys as readonly { readonly address: string; readonly mnemonic: string }[]
  expect(coldkey?.mnemonic.split(' ')).toHaveLength(12)
  for (const hotkey of ['val', 'miner']) await own(`wallet create --hotkey-only -H ${hotkey}`)
  expect(await own('wallet show -H val')).toMatchObject({
    coldkey: { address: coldkey?.address, encryption: 'none' },
    hotkey: { encryption: 'none', canSign: true },
  })

  const file = await chain.write(
    'subnet.json',
    JSON.stringify({
      identity: { name: 'journey' },
      hyperparameters: { immunityPeriod: 5_000, minAllowedWeights: 1, commitReveal: true },
    }),
  )
  const create = `create-on-chain ${file} -H owner -y`
  expect(await own(create, 1)).toMatchObject({ error: { code: 'BALANCE_TOO_LOW' } })
  devnet.fund(coldkey?.address ?? '', 5_000_000_000_000n)
  const created = await own(create)
  expect(created).toMatchObject({ created: true, waiting: [] })
  expect(await own(create)).toMatchObject({ netuid: created.netuid, created: false, applied: [] })
  const netuid = created.netuid as number
  expect(devnet.state.SubtensorModule.ImmunityPeriod.get(netuid)).toBe(5_000)

  expect(await own(`register --netuid ${netuid} -H val -y`)).toMatchObject({ value: 1, changed: true })
  expect(await own(`register --netuid ${netuid} -H miner -y`)).toMatchObject({ value: 2 })
  expect(await own(`stake --netuid ${netuid} -H val --at-least 100 -y`)).toMatchObject({ changed: true })
  expect(await own(`stake --netuid ${netuid} -H val --at-least 100 -y`)).toMatchObject({ changed: false })
  const serve = `serve --netuid ${netuid} -H miner --ip 203.0.113.5 -y`
  expect(await own(serve)).toMatchObject({ changed: true })
  expect(await own(serve)).toMatchObject({ changed: false })
  expect(await own('take -H val --percent 9 -y')).toMatchObject({ changed: true })

  devnet.mineUntilEpoch(netuid)
  devnet.mine(2)
  const weights = `--netuid ${netuid} -H val`
  const set = await own(`weights set ${weights} --uids 2 --weights 1 -y`)
  expect(set).toMatchObject({ stage: 'confirmed', mode: 'timelocked', settled: false })
  for (let epoch = 0; epoch < 3; epoch += 1) devnet.mineUntilEpoch(netuid)
  expect(await own(`weights reveal ${weights} -y --wait`)).toMatchObject({ entries: [{ stage: 'revealed' }] })
  const status = await own(`weights status ${weights}`)
  expect(status).toMatchObject({ chain: { uid: 1, row: [{ uid: 2, value: 65_535 }] } })

  const graph = await own(`metagraph --netuid ${netuid} --sort stake`)
  expect(graph).toMatchObject({
    name: 'journey',
    neurons: [{ uid: 1, validatorPermit: true }, expect.anything(), expect.anything()],
  })
  const doctor = await own(`doctor --netuid ${netuid} -H val --wait 1`, 1)
  const checks = doctor.checks as readonly { readonly name: string; readonly verdict: string }[]
  // The coldkey of this test is not encrypted; no block is made while it waits.
  expect(checks.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name)).toEqual(['coldkey'])
})
