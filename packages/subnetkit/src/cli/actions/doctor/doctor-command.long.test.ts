import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'

let chain: CliChain
beforeAll(async () => {
  chain = await createCliChain({ blockTime: 200 }, ['val'])
})
afterAll(() => chain[Symbol.asyncDispose]())

interface Check {
  readonly group: string
  readonly name: string
  readonly verdict: 'pass' | 'fail' | 'skip'
  readonly sentence: string
  readonly fix: string | null
}

async function diagnose(line: string, code: number, on = chain) {
  const run = await on.run(`doctor ${line} --json`, { code })
  const { ok, checks } = run.json<{ readonly ok: boolean; readonly checks: readonly Check[] }>()
  expect(ok).toBe(code === 0)
  const find = (name: string) => checks.find((check) => check.name === name)
  return { checks, find }
}

test('without a subnet: keys, chain, blocks and clock; an unencrypted coldkey fails with what to do', async () => {
  const { find, checks } = await diagnose('-H val', 1)
  expect(find('coldkey')).toMatchObject({ verdict: 'fail', fix: expect.stringMatching(/^Encrypt .*\.$/) })
  expect(find('hotkey file')).toMatchObject({ verdict: 'pass', sentence: expect.stringContaining('0600') })
  for (const name of ['chain', 'genesis', 'runtime', 'signing', 'features', 'blocks']) {
    expect([name, find(name)?.verdict]).toEqual([name, 'pass'])
  }
  expect(checks.filter(({ verdict }) => verdict === 'fail')).toHaveLength(1)
  // defect: the time of a devnet was compared with this clock
  expect(find('clock')?.verdict).toBe('skip')
})

test('defect: a host with only a hotkey was asked to create a coldkey', async () => {
  const secret = join(chain.home, 'secret')
  await writeFile(secret, '//validator-1')
  await chain.run(`wallet regen hotkey -w bare -H val --secret-file ${secret}`)
  const { find } = await diagnose('-w bare -H val', 0)
  expect(find('coldkey')).toMatchObject({ verdict: 'skip', sentence: expect.any(String) })
})

test('a secret that others can read fails', async () => {
  const hotkey = join(chain.home, '.bittensor/wallets/rich/hotkeys/val')
  await chmod(hotkey, 0o644)
  const { find } = await diagnose('-H val', 1)
  expect(find('hotkey file')).toMatchObject({ verdict: 'fail', fix: `Run \`chmod 600 ${hotkey}\`.` })
  await chmod(hotkey, 0o600)
})

test('defect: doctor glues commands to its fixes; of a validator everything that weights need, each with its fix', async () => {
  const before = await diagnose('--netuid 1 -H val', 1)
  expect(before.find('registered')).toMatchObject({
    verdict: 'fail',
    fix: expect.stringMatching(/subnet register --netuid 1 -w rich -H val -n ws:/),
  })
  for (const { fix, verdict } of before.checks.filter(({ group }) => group === 'subnet 1'))
    if (verdict === 'fail') {
      expect(fix).toMatch(/^[A-Z].*\.$/)
      expect(fix).not.toMatch(/\.:|\. \(/)
    }
  await chain.run('register --netuid 1 -H val -y -q')
  chain.devnet.setStorage('SubtensorModule', 'WeightsVersionKey', [1], 7n)
  const { find } = await diagnose('--netuid 1 -H val --version-key 3', 1)
  expect(find('registered')).toMatchObject({ verdict: 'pass', sentence: 'registered with uid 1' })
  expect(find('version key')?.verdict).toBe('fail')
  expect(find('axon')).toMatchObject({ verdict: 'skip' })
  chain.devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [1], 5_000n)
  const early = await diagnose('--netuid 1 -H val --version-key 7', 1)
  expect(early.find('rate limit')).toMatchObject({ verdict: 'fail', fix: expect.stringMatching(/block \d+/) })
  expect(early.find('rate limit')?.fix?.match(/block \d+/g)).toHaveLength(1)
  const newer = await diagnose('--netuid 1 -H val --version-key 7', 1)
  expect(newer.find('version key')?.verdict).toBe('pass')
})

test('of a miner its axon, and nothing about weights', async () => {
  const { find } = await diagnose('--netuid 1 -H val --role miner --axon 203.0.113.7:8091', 1)
  expect(find('axon')).toMatchObject({
    verdict: 'fail',
    fix: 'Run `subnet serve --ip 203.0.113.7 --port 8091`.',
  })
  expect(find('permit')).toMatchObject({ verdict: 'skip' })
})

test('a chain that is not there is one failure, and the rest is skipped', async () => {
  const { find, checks } = await diagnose('--netuid 1 -H val --chain ws://127.0.0.1:1 --timeout 1', 1)
  expect(find('chain')).toMatchObject({ verdict: 'fail' })
  expect(checks.filter(({ group }) => group === 'subnet')).toMatchObject([{ verdict: 'skip' }])
})

test('for people: marks, sentences and a sum', async () => {
  const { stdout } = await chain.run('doctor -H val', { code: 1 })
  expect(stdout).toMatch(/✗ coldkey .*not encrypted\n +fix: /)
  expect(stdout).toMatch(/✓ blocks +block \d+ has just arrived/)
  expect(stdout).toMatch(/\d+ passed, 1 failed, \d+ skipped\n$/)
})

test('a devnet that waits for extrinsics is not taken for a chain that stands still', async () => {
  await using still = await createCliChain({ blockTime: 'manual' }, ['val'])
  const run = await still.run('doctor -H val --wait 1 --json', { code: 1 })
  const { checks } = run.json<{ readonly checks: readonly Check[] }>()
  for (const name of ['blocks', 'clock']) {
    expect(checks.find((check) => check.name === name)).toMatchObject({ verdict: 'skip' })
  }
})

test('defect: doctor passes a validator whose weights are past the activity cutoff', async () => {
  await using own = await createCliChain({ blockTime: 200 }, ['val'])
  const { devnet } = own
  devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [1], false)
  devnet.setStorage('SubtensorModule', 'SubtokenEnabled', [1], true)
  devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [1], 0n)
  await own.run('register --netuid 1 -H val -y -q')
  await own.run('stake --netuid 1 -H val --amount 5 -y -q')
  const never = await diagnose('--netuid 1 -H val --version-key 7', 1, own)
  expect(never.find('weights')).toMatchObject({
    verdict: 'fail',
    fix: expect.stringContaining('weights set'),
  })
  devnet.mineUntilEpoch(1)
  await own.run('weights set --netuid 1 -H val --uids 0 --weights 1 --version-key 7 -y -q')
  expect((await diagnose('--netuid 1 -H val --version-key 7', 1, own)).find('weights')?.verdict).toBe('pass')
  const cutoff = /activity cutoff is (\d+)/
  const { find } = await diagnose('--netuid 1 -H val --version-key 7', 1, own)
  devnet.mine(Number(cutoff.exec(find('weights')?.sentence ?? '')?.[1]) + 1)
  const stale = await diagnose('--netuid 1 -H val --version-key 7', 1, own)
  expect(stale.find('weights')).toMatchObject({
    verdict: 'fail',
    sentence: expect.stringContaining('past the activity cutoff'),
  })
})
