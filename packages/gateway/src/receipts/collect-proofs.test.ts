import { createManualClock } from '@subnetkit/base/testing'
import type { ProvenAnswer } from '@subnetkit/core'
import { describe, expect, it } from 'vitest'
import type { Candidate, GatewayModel } from '../model.js'
import type { MinerCall } from '../routing/question.js'
import { fakeModel, ok } from '../testing/fake-model.js'
import { sampleReceipt } from '../testing/sample-receipt.js'
import { createProofCollector } from './collect-proofs.js'
import { createExpectedProofs } from './expected-proofs.js'
import type { Proof, Receipt } from './receipt.js'

const { receipt: sample, proofs } = await sampleReceipt('In Paris.')
const [proof] = proofs as [Proof]
const hashOf = (place: number) => place.toString(16).padStart(64, '0')

/** A proof of the request of a number, with so many bytes of answer. */
const proven = (place: number, size = 10): ProvenAnswer => ({
  receipt: { ...proof.receipt, request: hashOf(place) },
  request: { text: 'request', body: Buffer.alloc(size) },
  answer: { status: 200, body: Buffer.alloc(size) },
})

/** A receipt for which each miner owes the proof of a request. */
function owed(miners: readonly Candidate[], from = 0): { receipt: Receipt; calls: MinerCall[] } {
  const [, good] = sample.miners
  const asked = miners.map((miner, at) => ({ ...good!, hotkey: miner.hotkey, request: hashOf(from + at) }))
  const calls = miners.map((miner): MinerCall => ({ miner, reason: 'first', outcome: 'good', latencyMs: 1 }))
  return { receipt: { ...sample, id: `rcpt_${String(from).padStart(32, 'x')}`, miners: asked }, calls }
}

function collecting(miners: number, collect: NonNullable<GatewayModel['collectReceipts']>) {
  const model = fakeModel(
    Array.from({ length: miners }, () => () => ok('Yes.')),
    { collectReceipts: collect },
  )
  const clock = createManualClock()
  const stored: string[] = []
  const store = {
    async addProofs(added: readonly { readonly proof: Proof }[]) {
      stored.push(...added.map(({ proof: { receipt } }) => receipt.request))
    },
  }
  const errors: unknown[] = []
  const collector = createProofCollector({ store, clock, onError: (error) => void errors.push(error) })
  return { model, miners: model.candidates().miners, clock, collector, stored, errors }
}

describe('the collector of proofs', () => {
  it('gives a miner up that brings nothing after four questions, with pauses that double', async () => {
    const times: number[] = []
    const { model, miners, clock, collector } = collecting(1, async () => {
      times.push(clock.now())
      return []
    })
    const { receipt, calls } = owed(miners)
    collector.expect(receipt, model, { calls, keepsAnswers: false })
    await clock.advance(600_000)
    expect(times).toHaveLength(4)
    expect(times.map((time, at) => time - (times[at - 1] ?? 0))).toEqual([4_000, 8_000, 16_000, 32_000])
    expect(await collector.collectNow(receipt.id)).toBe(false)
    expect(clock.pending).toBe(0)
  })

  it('asks four miners at a time, and each for everything that it owes (defect: proofs were stored several times)', async () => {
    let asking = 0
    let most = 0
    const { model, miners, clock, collector, stored } = collecting(12, async ({ hotkey }) => {
      most = Math.max(most, ++asking)
      await Promise.resolve()
      asking--
      return [proven(miners.findIndex((one) => one.hotkey === hotkey))]
    })
    const { receipt, calls } = owed(miners)
    collector.expect(receipt, model, { calls, keepsAnswers: false })
    await clock.advance(20_000)
    expect(most).toBe(4)
    expect(stored.toSorted()).toEqual(miners.map((_, at) => hashOf(at)))
  })

  it('is not held up by a miner that throws, nor by a database that is away', async () => {
    const { model, miners, clock, collector, stored, errors } = collecting(2, async ({ hotkey }) => {
      if (hotkey === miners[0]!.hotkey) throw new Error('it does not answer')
      return [proven(1)]
    })
    const { receipt, calls } = owed(miners)
    collector.expect(receipt, model, { calls, keepsAnswers: false })
    await clock.advance(600_000)
    expect(stored).toEqual([hashOf(1)])
    expect(errors).toHaveLength(4)
  })

  it('defect: asked a miner that had moved where it was before', async () => {
    const ports: number[] = []
    const moved = collecting(1, async ({ port }) => {
      ports.push(port)
      return [proven(0)]
    })
    const [miner] = moved.miners
    const model = { ...moved.model, candidates: () => ({ stale: false, miners: [{ ...miner!, port: 99 }] }) }
    const { receipt, calls } = owed(moved.miners)
    moved.collector.expect(receipt, model, { calls, keepsAnswers: false })
    await moved.clock.advance(5_000)
    expect(ports).toEqual([99])
  })
})

describe('proofs that are expected', () => {
  const model = fakeModel([() => ok('Yes.')])
  const owing = { model, miner: model.candidates().miners[0]! }
  const kept = (proofsOf: ReturnType<typeof createExpectedProofs>, numbers: number) => {
    for (let at = 0; at < numbers; at++)
      proofsOf.add(hashOf(at), { id: 'a', place: 0, keepsAnswer: true }, owing, 0)
    return proofsOf.ready()
  }

  it('are the newest 16,384', () => {
    const expected = createExpectedProofs()
    kept(expected, 20_000)
    const [debtor] = expected.debtors()
    expect(debtor?.requests.size).toBe(16_384)
    expect(debtor?.requests.has(hashOf(3_615))).toBe(false)
    for (const request of [...debtor!.requests]) expected.settle(request)
    expect([...expected.debtors()]).toEqual([])
    expect(expected.owing('a')).toEqual([])
  })

  it('defect: kept the bytes of a thousand answers that nobody had asked for', () => {
    const expected = createExpectedProofs()
    for (let at = 0; at < 200; at++) expected.came(proven(at, 200_000))
    const ready = kept(expected, 200)
    const bytes = ready.map(({ answer }) => (answer.answer.body as Uint8Array).length)
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(16_777_216)
    expect(ready).toHaveLength(83)
    expected.came(proven(0, 1_000_000))
    expect(expected.ready().at(-1)?.answer.answer.body).toHaveProperty('sha256')
  })
})
