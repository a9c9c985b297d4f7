import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'

const netuid = 2
let chain: CliChain
let folder = ''
let hotkey = ''
beforeAll(async () => {
  chain = await createCliChain({}, ['owner'])
  folder = join(chain.home, 'proposals')
  const { devnet } = chain
  hotkey = JSON.parse(
    await readFile(join(chain.home, '.bittensor/wallets/rich/hotkeys/owner'), 'utf8'),
  ).ss58Address
  const alice = devnet.impersonate(createKeypair('//Alice').address)
  alice.execute('SubtensorModule', 'register_network', { hotkey })
  alice.execute('SubtensorModule', 'start_call', { netuid })
  alice.execute('SubtensorModule', 'add_stake', { netuid, hotkey, amount_staked: 10n ** 11n })
  devnet.setStorage('SubtensorModule', 'ValidatorPermit', [netuid], [true])
  devnet.mine()
})
afterAll(() => chain[Symbol.asyncDispose]())

const code = async (line: string) =>
  (await chain.run(`${line} --json`, { code: 1 })).json<{ error: { code: string } }>().error.code

it('proposes, votes and counts, and shows what the owner did without the vote', async () => {
  const refusal = async (line: string) =>
    (await chain.run(`${line} --json`, { code: 2 })).json<{ error: { code: string } }>().error.code
  expect(await refusal(`propose --netuid ${netuid} -H owner`)).toBe('USAGE')
  expect(await refusal(`propose --title A --rubric 4 --netuid ${netuid} -H owner`)).toBe('USAGE')
  const present = `propose --title A --hyperparameter tempo=${chain.devnet.state.SubtensorModule.Tempo.get(netuid)}`
  expect(await refusal(`${present} --netuid ${netuid} -H owner`)).toBe('USAGE')
  const own = `--netuid ${netuid} -H owner --json`
  const draft = `propose --title Longer --hyperparameter tempo=720 --blocks 4 --no-nominators --out ${folder}`
  expect(await code(`${draft} --netuid ${netuid} -H owner`)).toBe('NOT_CONFIRMED')
  const dry = await chain.run(`${draft} ${own} --dry-run`)
  expect(dry.json()).toMatchObject({ dryRun: true, proposal: { change: { name: 'tempo', value: 720 } } })
  const { hash, file } = (await chain.run(`${draft} ${own} -y`)).json<{ hash: string; file: string }>()
  const counted = async (place = folder) => {
    const run = await chain.run(`proposals ${place} --netuid ${netuid} --json`)
    return run.json<{ proposals: Record<string, unknown>[]; withoutText: unknown[] }>()
  }
  const list = await counted()
  expect(list.proposals).toMatchObject([{ hash, state: 'open', carriedOutUnaccepted: false }])
  const elsewhere = await counted(chain.home)
  expect(elsewhere).toMatchObject({ proposals: [], withoutText: [{ hash, proposer: hotkey }] })

  const vote = `vote ${file} no --netuid ${netuid} -H owner`
  expect(await code(vote)).toBe('NOT_CONFIRMED')
  expect((await chain.run(`${vote} --json -y`)).json()).toMatchObject({ hash, choice: 'no', voter: hotkey })
  chain.devnet.mine(4)
  expect(await code(`${vote} -y`)).toBe('PROPOSAL_CLOSED')
  chain.devnet.setStorage('SubtensorModule', 'Tempo', [netuid], 720)
  chain.devnet.mine()
  const [result] = (await counted()).proposals
  expect(result).toMatchObject({
    state: 'rejected',
    verdict: { reason: 'threshold' },
    carriedOutUnaccepted: true,
  })
  const shown = await chain.run(`proposals ${file} --netuid ${netuid}`)
  expect(shown.stdout).toContain('carried out without being accepted')
  const hyperparameters = await chain.run(`hyperparams show --netuid ${netuid} --proposals ${folder}`)
  expect(hyperparameters.stdout).toMatch(
    /carried out without being accepted: tempo is 720 \(rejected proposal sha256:/,
  )

  // One changed letter in the file, and a file under the name of another.
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace('Longer', 'longer'))
  // It is refused by name, and the others are listed.
  await writeFile(join(folder, `${'0'.repeat(64)}.json`), 'no JSON')
  expect(await counted()).toMatchObject({
    proposals: [],
    refused: [{ code: 'PROPOSAL_INVALID' }, { place: file, code: 'PROPOSAL_MISMATCH' }],
  })
  expect(await code(`${vote} -y`)).toBe('PROPOSAL_MISMATCH')
  await rename(file, join(chain.home, 'other.json'))
  const other = join(chain.home, 'other.json')
  expect(await code(`proposals ${other} --hash sha256:${hash} --netuid ${netuid}`)).toBe('PROPOSAL_MISMATCH')
  expect((await counted(other)).proposals).toMatchObject([{ state: 'unpublished' }])
  const taken = await chain.run(`vote sha256:${hash} withdraw ${own} -y`)
  expect(taken.json()).toMatchObject({ hash, choice: 'withdraw', voter: hotkey })
  await chain.run(`propose --withdraw sha256:${hash} ${own} -y`)
  expect((await counted(chain.home)).withoutText).toEqual([])
})
