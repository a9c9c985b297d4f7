import { readFileSync } from 'node:fs'
import { createKeypair } from '@subnetkit/wallet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ballotIn, choices, encodeHashes, encodeVotes, voteRemark, votesInRemark } from './ballot.js'
import { parseProposal, proposalText, readProposal } from './proposal.js'
import { countVotes, judge } from './tally.js'

const document = {
  ...{ format: 'proposals/1', genesis: `0x${'ab'.repeat(32)}`, netuid: 2 },
  ...{ proposer: createKeypair('//Bob').address, title: 'Longer epochs', text: 'Why not?' },
  ...{ opensAt: 10, tallyAt: 20, quorum: 0.5, threshold: 0.5, nominators: true },
  ...{ kind: 'hyperparameter', change: { name: 'tempo', value: 720 } },
}
const place = 'a.json'

describe('a proposal', () => {
  it('is named by its canonical JSON, whatever its spaces and order', () => {
    const { hash, proposal } = parseProposal(document, place)
    const reversed = Object.fromEntries(Object.entries(document).reverse())
    expect(readProposal(JSON.stringify(reversed, null, 2), { place, expected: hash }).hash).toBe(hash)
    expect(JSON.parse(proposalText(proposal))).toEqual(document)
  })

  it('that is not what its hash says is refused', () => {
    const { hash } = parseProposal(document, place)
    const other = JSON.stringify({ ...document, title: 'Longer epoch' })
    expect(() => readProposal(other, { place, expected: hash })).toThrow(
      expect.objectContaining({ code: 'PROPOSAL_MISMATCH' }),
    )
  })

  it.each([
    ['no JSON', '{'],
    ['another field', JSON.stringify({ ...document, more: 1 })],
    ['another format', JSON.stringify({ ...document, format: 'proposals/2' })],
    ['a tally before it opens', JSON.stringify({ ...document, tallyAt: 10 })],
    ['a quorum of five decimals', JSON.stringify({ ...document, quorum: 0.33333 })],
    ['a threshold that nothing exceeds', JSON.stringify({ ...document, threshold: 1 })],
    ['half a surrogate pair', JSON.stringify({ ...document, text: '\ud800' })],
    ['a rubric without its package', JSON.stringify({ ...document, kind: 'rubric' })],
  ])('with %s is refused', (_, text) => {
    expect(() => readProposal(text, { place })).toThrow(expect.objectContaining({ code: 'PROPOSAL_INVALID' }))
  })

  const flawed = (name: string, value: string) =>
    JSON.stringify(document).replace(/^{/, `{${JSON.stringify(name)}:${value},`)
  it.each([
    ['a title with blanks at its ends', JSON.stringify({ ...document, title: '  Longer epochs \n' })],
    ['a field that it has twice', flawed('title', '"Shorter epochs"')],
    [
      'a field that it has twice, written otherwise',
      flawed('title', '1').replace('"title":1', '"\\u0074itle":1'),
    ],
    ['a field twice further inside', JSON.stringify(document).replace('"value":', '"value":1,"value":')],
    [
      'values nested so deep that no reader walks them',
      JSON.stringify(document).replace('720', `${'['.repeat(50_000)}${']'.repeat(50_000)}`),
    ],
  ])('defect: %s was accepted under the hash of another text, or ended in no error of ours', (_, text) => {
    const { hash: expected } = parseProposal(document, place)
    expect(() => readProposal(text, { place, expected })).toThrow(
      expect.objectContaining({ code: 'PROPOSAL_INVALID', message: expect.stringContaining(place) }),
    )
  })

  it('of an unknown hyperparameter is refused', () => {
    const text = JSON.stringify({ ...document, change: { name: 'tempoo', value: 720 } })
    expect(() => readProposal(text, { place })).toThrow(
      expect.objectContaining({ code: 'HYPERPARAMETERS_INVALID' }),
    )
  })
})

describe('votes', () => {
  const sha256 = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString('hex'))
  const vote = fc.record({ proposal: sha256, choice: fc.constantFrom(...choices) })

  it('read back as they were written, in a commitment and in a remark', () => {
    fc.assert(
      fc.property(fc.array(vote, { maxLength: 7 }), (votes) => {
        expect(ballotIn([{ kind: 4, mechanism: 0, payload: encodeVotes(votes) }]).votes).toEqual(votes)
        expect(votesInRemark(voteRemark(votes))).toEqual(votes)
      }),
    )
  })

  it('of any bytes are read without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 255 }), (payload) => {
        const entries = [4, 7].map((kind) => ({ kind, mechanism: 0, payload }))
        expect(ballotIn(entries).votes.length).toBeLessThanOrEqual(7)
        expect(votesInRemark(payload)).toEqual([])
      }),
    )
  })
})

describe('the tally', () => {
  const validators = [
    { hotkey: 'a', stake: 60n, choice: 'yes' },
    { hotkey: 'b', stake: 30n, choice: 'no' },
    { hotkey: 'c', stake: 10n, choice: null },
  ] as const
  const nominator = { coldkey: 'x', hotkey: 'a', stake: 40n, choice: 'no' } as const
  const rule = { quorum: 0.5, threshold: 0.5 }

  it('counts by stake, and a nominator outvotes its validator for its own part', () => {
    expect(countVotes(validators)).toEqual({ yes: 60n, no: 30n, abstain: 0n, absent: 10n, total: 100n })
    const outvoted = countVotes(validators, [nominator])
    expect(outvoted).toEqual({ yes: 20n, no: 70n, abstain: 0n, absent: 10n, total: 100n })
    expect(judge(countVotes(validators), rule)).toEqual({ accepted: true, reason: null })
    expect(judge(outvoted, rule)).toEqual({ accepted: false, reason: 'threshold' })
  })

  it('never gives nominators more than their validator has', () => {
    const choice = fc.constantFrom('yes' as const, 'no' as const, 'abstain' as const)
    const stake = fc.bigInt({ min: 0n, max: 1_000n })
    const votes = fc.array(
      fc.record({ coldkey: fc.string(), hotkey: fc.constantFrom('a', 'b', 'z'), stake, choice }),
    )
    fc.assert(
      fc.property(votes, (nominators) => {
        const { yes, no, abstain, absent, total } = countVotes(validators, nominators)
        expect(yes + no + abstain + absent).toBe(total)
        expect(total).toBe(100n)
      }),
    )
  })

  it('needs its quorum exactly, and more than its threshold', () => {
    const tally = { yes: 25n, no: 25n, abstain: 0n, absent: 50n, total: 100n }
    expect(judge(tally, rule)).toEqual({ accepted: false, reason: 'threshold' })
    expect(judge({ ...tally, yes: 26n, no: 24n }, rule).accepted).toBe(true)
    expect(judge({ ...tally, yes: 26n, no: 23n, absent: 51n }, rule).reason).toBe('quorum')
    expect(judge({ ...tally, yes: 0n, no: 0n, abstain: 100n, absent: 0n }, rule).reason).toBe('threshold')
    expect(
      judge({ yes: 0n, no: 0n, abstain: 0n, absent: 0n, total: 0n }, { ...rule, quorum: 0 }).reason,
    ).toBe('quorum')
  })
})

it('reads and writes the published vectors', () => {
  const path = new URL('../../../../docs/vectors/proposal-1.json', import.meta.url)
  const { proposal, canonical, hash, proposals, votes, remark } = JSON.parse(readFileSync(path, 'utf8'))
  const named = readProposal(canonical, { place, expected: hash })
  expect(named.proposal).toEqual(proposal)
  expect(proposalText(named.proposal)).toBe(canonical)
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  expect(hex(encodeHashes(proposals.hashes))).toBe(proposals.payload)
  expect(hex(encodeVotes(votes.votes))).toBe(votes.payload)
  expect(hex(voteRemark([remark.vote]))).toBe(remark.bytes)
})
