import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { textWidth } from '../../output/text.js'
import { type CliChain, createCliChain } from '../../testing/chain.js'

let chain: CliChain
beforeAll(async () => {
  chain = await createCliChain({}, ['a', 'b'])
  const { devnet } = chain
  devnet.setStorage('SubtensorModule', 'SubtokenEnabled', [1], true)
  await chain.run('register --netuid 1 -H a -y')
  await chain.run('register --netuid 1 -H b -y')
  await chain.run('serve --netuid 1 -H b -y --ip 2001:db8::1 --port 9000')
  await chain.run('stake --netuid 1 -H a -y --amount 5')
})
afterAll(() => chain[Symbol.asyncDispose]())

const rows = (text: string) => text.split('\n').filter((line) => /^ +\d+ {2}/.test(line))

test('shows everyone, with permit, stake and axon', async () => {
  const { stdout } = await chain.run('metagraph --netuid 1')
  expect(stdout).toMatch(/^subnet 1.* block \d+$/m)
  expect(stdout).toMatch(/tempo \d+ · next epoch in \d+ blocks .* · registration burns 0\.\d+ τ/)
  expect(rows(stdout)).toHaveLength(3)
  expect(rows(stdout)[1]).toMatch(/ 1 {2}○ {2}5\w{47}.* 3\.\d{4} /)
  expect(rows(stdout)[2]).toMatch(/\[2001:db8::1\]:9000$/)
  expect(stdout).toContain('3 of 256 neurons')
})

test.each([60, 80, 100, 140])('fits %d columns, uids and hotkeys first', async (columns) => {
  const { stdout } = await chain.run('metagraph --netuid 1', { columns, env: { FORCE_COLOR: '1' } })
  const lines = stripVTControlCharacters(stdout).split('\n')
  const table = lines.filter((line) => /^(UID| +\d+) /.test(line))
  expect(table).toHaveLength(4)
  for (const line of table) expect(textWidth(line)).toBeLessThanOrEqual(columns)
  expect(table[0]).toMatch(/^UID +HOTKEY .*STAKE α .*INCENTIVE/)
})

test('sorts, filters and limits; JSON does the same', async () => {
  const sorted = await chain.run('metagraph --netuid 1 --sort stake --limit 1')
  expect(rows(sorted.stdout)).toHaveLength(1)
  expect(rows(sorted.stdout)[0]).toMatch(/^ +1 {2}/)
  expect(sorted.stdout).toContain('2 not shown')
  const miners = (await chain.run('metagraph --netuid 1 --only miners --json')).json<{
    readonly neurons: readonly { readonly uid: number; readonly stake: string; readonly axon: unknown }[]
  }>()
  expect(miners.neurons).toMatchObject([{ uid: 2, stake: '0', axon: { host: '2001:db8::1', port: 9000 } }])
})

test('a subnet that is not there is an error with a code', async () => {
  const { stderr } = await chain.run('metagraph --netuid 77', { code: 1 })
  expect(stderr).toContain('[SUBNET_UNKNOWN]')
})

test('--watch --json prints the metagraph and then each change, until it is interrupted', async () => {
  const interrupt = new AbortController()
  let written = ''
  let staking: Promise<unknown> = Promise.resolve()
  const lines = () => written.split('\n').filter((line) => line !== '')
  const { stdout } = await chain.run('metagraph --netuid 1 --watch --json', {
    signal: interrupt.signal,
    code: 130,
    onStdout: (text) => {
      written += text
      if (lines().length === 1) staking = chain.run('stake --netuid 1 -H a -y --amount 1')
      if (written.includes('stakeChanged')) interrupt.abort()
    },
  })
  await staking
  const [first, ...changes] = lines().map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(first).toMatchObject({ netuid: 1, neurons: [{ uid: 0 }, { uid: 1 }, { uid: 2 }] })
  expect(changes).toContainEqual(expect.objectContaining({ kind: 'stakeChanged', uid: 1 }))
  expect(stdout).toBe(written)
})

test('--watch marks what it shows as stale when no block comes', async () => {
  const interrupt = new AbortController()
  let written = ''
  await chain.run('metagraph --netuid 1 --watch', {
    signal: interrupt.signal,
    code: 130,
    onStdout: (text) => {
      written += text
      if (text.includes('stale')) interrupt.abort()
    },
  })
  expect(written).toMatch(/3 of 256 neurons.*\nstale: nothing newer than block \d+ for \d+s\n$/s)
})
