import { connectChain } from '@subnetkit/chain'
import { createWeightsDevnet } from '@subnetkit/chain/testing'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { publishActivation } from '../commitment/activation.js'
import { readCommitmentEntries, writeCommitmentEntry } from '../commitment/entries.js'
import { encodeEntries } from '../commitment/layout.js'
import { encodeVotes, type Vote, type VoteChoice } from './ballot.js'
import { readCarriedOut } from './carried-out.js'
import { type Proposal, parseProposal } from './proposal.js'
import { castNominatorVote, castVote, publishProposal, withdrawProposal } from './publish.js'
import { readProposals } from './read-proposals.js'

it('counts votes of three validators and a nominator by stake at the block that the proposal states', async () => {
  await using subnet = await createWeightsDevnet()
  const { devnet, netuid, hotkey: bob } = subnet
  await using client = await connectChain({ provider: devnet.provider })
  const [charlie, dave] = [createKeypair('//Charlie//hot'), createKeypair('//Dave//hot')]
  const eve = createKeypair('//Eve')
  const stake = (coldkey: string, hotkey: string, amount: bigint) =>
    devnet
      .impersonate(createKeypair(coldkey).address)
      .execute('SubtensorModule', 'add_stake', { netuid, hotkey, amount_staked: amount })
  stake('//Charlie', charlie.address, 10n ** 11n)
  stake('//Dave', dave.address, 10n ** 11n)
  stake('//Eve', bob.address, 4n * 10n ** 11n)
  devnet.setStorage('SubtensorModule', 'ValidatorPermit', [netuid], [false, true, true, true])
  devnet.mine()

  const opensAt = devnet.head.number
  const propose = (value: number, nominators: boolean) =>
    parseProposal(
      {
        ...{ format: 'proposals/1', genesis: client.status().genesisHash, netuid, proposer: bob.address },
        ...{ title: `tempo ${value}`, text: '', opensAt, tallyAt: opensAt + 14, quorum: 0.5, threshold: 0.5 },
        ...{ nominators, kind: 'hyperparameter', change: { name: 'tempo', value } },
      },
      'test',
    )
  const [plain, outvoted, unpublished] = [propose(720, false), propose(730, true), propose(740, false)]
  const proposals = [plain, outvoted, unpublished]
  const read = () => readProposals(client, { netuid, proposals })
  await writeCommitmentEntry(client, bob, { netuid, kind: 1, payload: Uint8Array.of(7) })
  for (const { hash } of proposals) await publishProposal(client, bob, { netuid, proposal: hash })
  await withdrawProposal(client, bob, { netuid, proposal: unpublished.hash })
  const both = [plain, outvoted].map(({ hash }) => hash)
  const on = (choice: VoteChoice) => both.map((proposal) => ({ proposal, choice }))
  const holds = (hotkey: string, votes: readonly Vote[]) => {
    const data = encodeEntries([{ kind: 4, mechanism: 0, payload: encodeVotes(votes) }])
    devnet.impersonate(hotkey).execute('Commitments', 'set_commitment', {
      netuid,
      info: { fields: [{ type: 'BigRaw', value: data }] },
    })
  }
  holds(charlie.address, on('yes'))
  holds(dave.address, on('no'))
  for (const proposal of both) await castVote(client, bob, { netuid, proposal, choice: 'yes' })
  await castNominatorVote(client, eve, { proposal: outvoted.hash, choice: 'no' })
  expect((await read()).map(({ state }) => state)).toEqual(['open', 'open', 'unpublished'])
  devnet.mine(opensAt + 14 - devnet.head.number)
  const results = await read()
  // What comes after the tally changes nothing.
  holds(charlie.address, on('no'))
  stake('//Dave', dave.address, 10n ** 12n)
  devnet.mine()
  const later = await read()
  expect(later.map(({ tally, state }) => ({ tally, state }))).toEqual(
    results.map(({ tally, state }) => ({ tally, state })),
  )
  const [first, second, third] = later
  expect([first?.state, second?.state, third?.state]).toEqual(['accepted', 'rejected', 'unpublished'])
  expect(first?.block.number).toBe(opensAt + 14)
  const stakes = new Map(first?.validators.map((one) => [one.hotkey, one.stake]))
  const of = ({ address }: { readonly address: string }) => stakes.get(address) ?? 0n
  expect(first?.tally).toMatchObject({ yes: of(bob) + of(charlie), no: of(dave), absent: 0n })
  const [part] = second?.nominators ?? []
  expect(part).toMatchObject({ coldkey: eve.address, hotkey: bob.address, choice: 'no' })
  expect(part!.stake > of(bob) / 2n && part!.stake < of(bob)).toBe(true)
  expect(second?.tally.yes).toBe(of(bob) + of(charlie) - part!.stake)
  expect(second?.verdict.reason).toBe('threshold')

  // The owner does it all the same.
  expect(second?.carriedOut).toMatchObject({ done: false, present: 'tempo is 20' })
  devnet.setStorage('SubtensorModule', 'Tempo', [netuid], 730)
  devnet.mine()
  expect((await read()).map(({ carriedOut }) => carriedOut?.done)).toEqual([false, true, false])
  const kept = await readCommitmentEntries(client, { netuid, hotkey: bob.address })
  expect(kept.map(({ kind }) => kind)).toEqual([1, 7, 4])
  const elsewhere = { ...plain, proposal: { ...plain.proposal, netuid: 3 } }
  await expect(readProposals(client, { netuid, proposals: [elsewhere] })).rejects.toMatchObject({
    code: 'PROPOSAL_ELSEWHERE',
  })

  // A version counts as carried out once the owner has activated it, with the package that was voted on.
  const hash = 'ab'.repeat(32)
  devnet.setStorage('SubtensorModule', 'SubnetOwnerHotkey', [netuid], bob.address)
  devnet.mine()
  const block = await publishActivation(client, bob, {
    netuid,
    activation: { version: '4', before: null, block: 9_000, hash },
  })
  const carriedOut = (version: string, release: string) => {
    const { change: _, ...rest } = plain.proposal as Extract<Proposal, { kind: 'hyperparameter' }>
    return readCarriedOut(client, { ...rest, kind: 'rubric', change: { version, package: release } }, block)
  }
  expect(await carriedOut('4', hash)).toMatchObject({ done: true })
  expect(await carriedOut('5', hash)).toMatchObject({ done: false })
  expect(await carriedOut('4', hash.replace('a', 'b'))).toMatchObject({ done: false })

  // Seven votes are held, and an eighth one has no room.
  const seven = Array.from({ length: 7 }, (_, at) => `${at}`.repeat(64))
  holds(
    dave.address,
    seven.map((proposal) => ({ proposal, choice: 'yes' })),
  )
  const eighth = castVote(client, dave, { netuid, proposal: plain.hash, choice: 'yes' })
  await expect(eighth).rejects.toMatchObject({ code: 'BALLOT_FULL' })
})

it('says what to do where the node has forgotten the block of the tally', async () => {
  await using subnet = await createWeightsDevnet({ history: 8 })
  const { devnet, netuid, hotkey } = subnet
  await using client = await connectChain({ provider: devnet.provider })
  const opensAt = devnet.head.number
  const named = parseProposal(
    {
      ...{ format: 'proposals/1', genesis: client.status().genesisHash, netuid, proposer: hotkey.address },
      ...{ title: 'Old', text: '', opensAt, tallyAt: opensAt + 2, quorum: 0.5, threshold: 0.5 },
      ...{ nominators: false, kind: 'text' },
    },
    'test',
  )
  const read = () => readProposals(client, { netuid, proposals: [named] })
  devnet.mine(4)
  expect((await read())[0]?.block.number).toBe(opensAt + 2)
  devnet.mine(20)
  await expect(read()).rejects.toMatchObject({
    code: 'CHAIN_HISTORY_MISSING',
    message: expect.stringContaining(`${opensAt + 2}`),
    fix: expect.stringContaining('archive'),
  })
})
