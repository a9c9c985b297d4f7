import { appendFile, readFile } from 'node:fs/promises'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'

const netuid = 1
const hotkeys = ['a', 'b', 'c', 'd', 'm', 'n', 'o', 'p'].map((name) => createKeypair(`//${name}`).address)
const validators = hotkeys.slice(0, 4)
const epochs = 8
let chain: CliChain

const noise = (validator: number, epoch: number, miner: number) => {
  const value = Math.sin(1 + 12.9898 * validator + 78.233 * epoch + 37.719 * miner) * 43_758.5453
  return Math.floor(10 * (value - Math.floor(value)))
}

/** Weights of validator `d` are those that `a` had an epoch before; all others have their own. */
const weightsOf = (validator: number, epoch: number): number[] =>
  validator === 3
    ? weightsOf(0, epoch - 1)
    : [10, 20, 30, 40].map((base, miner) => base + noise(validator, epoch, miner))

beforeAll(async () => {
  chain = await createCliChain({ blockTime: 'manual' })
  const { devnet } = chain
  const coldkey = devnet.impersonate(createKeypair('//Bob').address)
  const done = ({ error }: { readonly error: string | null }) => {
    if (error !== null) throw new Error(error)
  }
  devnet.setStorage('SubtensorModule', 'SubtokenEnabled', [netuid], true)
  devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], false)
  devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [netuid], 0n)
  devnet.setStorage('SubtensorModule', 'MinAllowedWeights', [netuid], 1)
  devnet.setStorage('SubtensorModule', 'MaxRegistrationsPerBlock', [netuid], 100)
  devnet.setStorage('SubtensorModule', 'TargetRegistrationsPerInterval', [netuid], 100)
  for (const hotkey of hotkeys)
    done(coldkey.execute('SubtensorModule', 'burned_register', { netuid, hotkey }))
  for (const hotkey of validators) {
    done(coldkey.execute('SubtensorModule', 'add_stake', { hotkey, netuid, amount_staked: 10_000_000_000n }))
  }
  devnet.mineUntilEpoch(netuid)
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const [at, hotkey] of validators.entries()) {
      const weights = weightsOf(at, epoch)
      // The owner of the subnet has uid 0.
      const dests = weights.map((_, miner) => 1 + validators.length + miner)
      const call = { netuid, dests, weights, version_key: 0n }
      done(devnet.impersonate(hotkey).execute('SubtensorModule', 'set_weights', call))
    }
    devnet.mineUntilEpoch(netuid)
  }
})
afterAll(() => chain[Symbol.asyncDispose]())

test('the watch reads past epochs from the chain and names the copier that was planted, with its source', async () => {
  const report = (await chain.run(`watch --netuid ${netuid} --json`)).json()
  expect(report).toMatchObject({
    validators: 4,
    missingBlock: null,
    findings: [
      {
        kind: 'weight-copier',
        validators: [{ uid: 4, hotkey: validators[3] }],
        source: { uid: 1, hotkey: validators[0] },
        lag: 1,
      },
    ],
    calibration: { populations: 200 },
  })
  const { stdout } = await chain.run(`watch --netuid ${netuid}`)
  expect(stdout).toMatch(/weight-copier.*uid 1 1 epoch earlier/)
  expect(stdout).toMatch(/200 honest populations .* false alarm/)
})

test('record writes what the node has, continues after a crash, and report reads the file', async () => {
  const out = `${chain.home}/weights.jsonl`
  await chain.run(`watch record --netuid ${netuid} --out ${out} --epochs 4`)
  const first = await readFile(out, 'utf8')
  expect(first.trimEnd().split('\n')).toHaveLength(4)
  // A line that a crash cut off.
  await appendFile(out, first.slice(0, 50))
  const again = await chain.run(`watch record --netuid ${netuid} --out ${out} --epochs 4 --json`)
  expect(again.json()).toMatchObject({ snapshots: 4 })
  expect(await readFile(out, 'utf8')).toBe(first)
  const report = (await chain.run(`watch --netuid ${netuid} --file ${out} --json`)).json()
  expect(report).toMatchObject({ epochs: 4 })
})

test('a file of another subnet, and one that is none, are refused with the line', async () => {
  const out = await chain.write('odd.jsonl', '{"netuid":1}\n')
  const refused = await chain.run(`watch --netuid ${netuid} --file ${out} --json`, { code: 1 })
  expect(refused.json()).toMatchObject({ error: { code: 'FILE_INVALID' } })
  const other = await chain.run(`watch --netuid 2 --file ${chain.home}/weights.jsonl --json`, { code: 1 })
  expect(other.json()).toMatchObject({ error: { code: 'FILE_INVALID' } })
})

test('vtrust takes the trust of a validator apart, and its losses add up', async () => {
  const hotkey = validators[1]
  const report = (await chain.run(`vtrust ${hotkey} --netuid ${netuid} --json`)).json() as {
    readonly vtrust: number
    readonly computed: number
    readonly losses: Readonly<Record<string, number>>
  }
  expect(report).toMatchObject({ uid: 2, hotkey, validatorPermit: true, hasWeights: true })
  const lost = Object.values(report.losses).reduce((sum, loss) => sum + loss, 0)
  expect(lost).toBeCloseTo(1 - report.computed, 9)
  expect(report.computed).toBeCloseTo(report.vtrust, 2)
  const { stdout } = await chain.run(`vtrust ${hotkey} --netuid ${netuid}`)
  expect(stdout).toMatch(/above consensus/)
})

test('vtrust of a miner says that it has no permit; of a stranger, that it is not registered', async () => {
  const miner = (await chain.run(`vtrust ${hotkeys[4]} --netuid ${netuid} --json`)).json()
  expect(miner).toMatchObject({ causes: [{ loss: 1 }] })
  const stranger = createKeypair('//stranger').address
  const refused = await chain.run(`vtrust ${stranger} --netuid ${netuid} --json`, { code: 1 })
  expect(refused.json()).toMatchObject({ error: { code: 'NOT_REGISTERED' } })
})
