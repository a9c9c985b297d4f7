import { readFile } from 'node:fs/promises'
import { decodeAddress } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'
import { adderModule } from '../../testing/neurons.js'

const names = ['rising', 'burning', 'poor', 'early', 'moved', 'val', 'm1'] as const
let chain: CliChain
beforeAll(async () => {
  chain = await createCliChain({}, names)
})
afterAll(() => chain[Symbol.asyncDispose]())

const tao = 1_000_000_000n
const subnets = () => chain.devnet.state.SubtensorModule.TotalNetworks.get()
const height = () => chain.devnet.state.System.Number.get()
const newest = () => subnets() - 1

interface Launched {
  readonly stateFile: string
  readonly steps: readonly { readonly id: string; readonly state: string }[]
  readonly paid: readonly { readonly step: string; readonly cost: string }[]
}

/** Runs a launch; `when` is called once, as soon as the text is on stderr. */
async function launch(flags: string, { code = 0, on = '', when = () => {} } = {}) {
  let seen = ''
  let isOver = on === ''
  const run = await chain.run(`launch ${adderModule} -n ${chain.env.BT_NETWORK} -y ${flags}`, {
    code,
    onStderr(text) {
      seen += text
      if (isOver || !seen.includes(on)) return
      isOver = true
      when()
    },
  })
  expect(isOver, `${on} was shown`).toBe(true)
  return run
}
const stepsOf = ({ steps }: Launched) => steps.map(({ id, state }) => `${id.split(' ')[0]} ${state}`)

test('a lock cost that rises after the plan was shown stops the launch before anything is sent', async () => {
  const before = [subnets(), height()]
  const { SubtensorModule: state } = chain.devnet.state
  const usual = state.NetworkMinLockCost.get()
  const rise = () => chain.devnet.setStorage('SubtensorModule', 'NetworkMinLockCost', [], 1_100n * tao)
  const run = await launch('-H rising', { code: 1, on: 'create the subnet', when: rise })
  expect(run.stderr).toContain('PRICE_ABOVE_CAP')
  expect([subnets(), height()]).toEqual(before)
  chain.devnet.setStorage('SubtensorModule', 'NetworkMinLockCost', [], usual)
  // Within the 5 % that the plan allows, and within a limit of the owner's.
  const little = () => chain.devnet.setStorage('SubtensorModule', 'NetworkMinLockCost', [], 1_049n * tao)
  await launch('-H rising', { on: 'create the subnet', when: little })
  expect(subnets()).toBe((before[0] ?? 0) + 1)
})

test('a burn that rises while the registration is sent is refused unpaid; the next run has the new price', async () => {
  const rise = () => chain.devnet.setStorage('SubtensorModule', 'Burn', [newest()], 40n * tao)
  const flags = '-H burning --validator val --miner m1 --json'
  const run = await launch(flags, { code: 1, on: 'register hotkey m1: sending', when: rise })
  expect(run.json()).toMatchObject({ error: { code: 'PRICE_ABOVE_CAP' } })
  expect(chain.devnet.state.SubtensorModule.SubnetworkN.get(newest())).toBe(1)
  expect((await launch(`${flags} --max-cost 1030`, { code: 1 })).json()).toMatchObject({
    error: { code: 'PRICE_ABOVE_CAP' },
  })
  const { paid, ...rest } = (await launch(flags)).json<Launched>()
  expect(stepsOf({ paid, ...rest }).slice(-2)).toEqual(['register done', 'register done'])
  // The burn falls again from block to block.
  const burns = paid.filter(({ step }) => step.startsWith('register')).map(({ cost }) => BigInt(cost))
  expect(burns.map((cost) => cost > 20n * tao)).toEqual([true, true])
})

test('a balance that is gone on the way stops the launch; it goes on once it is back', async () => {
  const { System } = chain.devnet.state
  const { coldkey } = (await chain.run('wallet show -H poor --json')).json<{ coldkey: { address: string } }>()
  const account = `0x${Buffer.from(decodeAddress(coldkey.address)).toString('hex')}`
  const setFree = (free: bigint) => {
    const { data, ...rest } = System.Account.get(account)
    chain.devnet.setStorage('System', 'Account', [account], { ...rest, data: { ...data, free } })
  }
  const { free } = System.Account.get(account).data
  const flags = '-H poor --miner m1 --json'
  const spend = () => setFree(tao / 2n)
  const run = await launch(flags, { code: 1, on: 'start the emissions: sending', when: spend })
  expect(run.json()).toMatchObject({ error: { code: 'BALANCE_TOO_LOW' } })
  expect((await launch(flags, { code: 1 })).json()).toMatchObject({ error: { code: 'BALANCE_TOO_LOW' } })
  setFree(free - 1_100n * tao)
  const again = (await launch(flags)).json<Launched>()
  expect(stepsOf(again)[0]).toBe('create held')
  expect(new Set(again.paid.map(({ step }) => step)).size).toBe(again.paid.length)
})

test('a start that the chain refuses after all is no step that was paid, and is taken later', async () => {
  const delay = chain.devnet.state.SubtensorModule.StartCallDelay.get()
  const early = () => chain.devnet.setStorage('SubtensorModule', 'StartCallDelay', [], 10_000n)
  const run = await launch('-H early --json', { code: 1, on: 'start the emissions: sending', when: early })
  expect(run.json()).toMatchObject({ error: { code: 'SUBNET_START_EARLY' } })
  const waits = (await launch('-H early --json', { code: 1 })).json<Launched>()
  expect(stepsOf(waits)).toContain('start open')
  chain.devnet.setStorage('SubtensorModule', 'StartCallDelay', [], delay)
  const done = (await launch('-H early --json')).json<Launched>()
  expect(stepsOf(done)).toContain('start done')
  expect(JSON.parse(await readFile(done.stateFile, 'utf8'))).toMatchObject({ sending: null })
})

test('the state of another wallet or another chain is refused, and stays', async () => {
  const { stateFile } = (await launch('-H moved --json')).json<Launched>()
  const before = [subnets(), height()]
  await chain.run('wallet create -w other -H moved --no-password')
  const text = await readFile(stateFile, 'utf8')
  const other = await launch(`-w other -H moved --json --state ${stateFile}`, { code: 1 })
  expect(other.json()).toMatchObject({
    error: { code: 'FILE_INVALID', message: expect.stringContaining('coldkey') },
  })
  const foreign = `0x${'ab'.repeat(32)}`
  const moved = await chain.write(
    'moved.json',
    text.replace(/"chain": "0x[\da-f]+"/, `"chain": "${foreign}"`),
  )
  expect((await launch(`-H moved --json --state ${moved}`, { code: 1 })).json()).toMatchObject({
    error: { code: 'FILE_INVALID', message: expect.stringContaining(`genesis ${foreign}`) },
  })
  expect((await launch(`-H moved --json --dry-run --state ${moved}`, { code: 1 })).json()).toMatchObject({
    error: { code: 'FILE_INVALID' },
  })
  expect(await readFile(stateFile, 'utf8')).toBe(text)
  expect(await readFile(moved, 'utf8')).toContain(foreign)
  expect([subnets(), height()]).toEqual(before)
})

test('the hotkey of another coldkey is refused before anything is paid', async () => {
  const before = [subnets(), height()]
  // The same hotkey in the wallet of another coldkey, without any state file.
  await chain.run('wallet create -w thief --no-password -H default')
  const secret = await readFile(`${chain.home}/.bittensor/wallets/rich/hotkeys/moved`, 'utf8')
  const { secretPhrase } = JSON.parse(secret) as { secretPhrase: string }
  const file = await chain.write('moved.phrase', secretPhrase)
  await chain.run(`wallet regen hotkey -w thief -H moved --secret-file ${file}`)
  await chain.run('wallet faucet --amount 3000 -w thief -y')
  const run = await launch(`-w thief -H moved --json --state ${chain.home}/thief.json`, { code: 1 })
  expect(run.json()).toMatchObject({ error: { code: 'HOTKEY_OF_ANOTHER' } })
  expect(subnets()).toBe(before[0])
})
