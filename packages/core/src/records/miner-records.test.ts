import { createHash } from 'node:crypto'
import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import type { FoldedRound } from '../store/score-records.js'
import type { Store } from '../store/store.js'
import { createMinerRecords, type MinerRecords } from './miner-records.js'
import type { BareReceipt } from './score-record.js'
import { recordsOf, type Sealer, sealOf } from './seal-round.js'
import { verifyRecords } from './verify-records.js'

const miners = ['slow', 'good', 'absent']
const sealer: Sealer = {
  ...{ genesis: '0xfake', netuid: 3, mechanism: 0, validator: 'validator' },
  checker: { subnet: 'sums', version: '1', package: null },
}

const receiptsOf = (round: number): BareReceipt[] =>
  [0, 1, 2].flatMap((task) =>
    miners.map((hotkey, uid) => ({
      ...{ round, hotkey, uid, registeredAt: 7, taskId: `sum-${task}`, family: 'sum', synapse: 'add' },
      ...{ outcome: 'absent', reason: 'RESPONSE_ABSENT: none', score: 0, parts: null, latencyMs: 1 },
      ...{ firstChunkMs: null, answerHash: null, requestHash: null, bodyHash: null },
    })),
  )

/** A folded and sealed round. */
function roundAt(number: number, { revealed = true, placed = true } = {}): FoldedRound {
  const secret = createHash('sha256').update(`${number}`).digest()
  const round: FoldedRound['round'] = {
    ...{ number, roundBlocks: 10, closesAt: number + 20, state: 'folded', version: '1', drawnAs: number },
    ...{
      budget: null,
      secret,
      secretHash: createHash('sha256').update(secret).digest(),
      commitBlock: number,
    },
    ...{ revealed, decided: true, reason: null, observedHash: null },
  }
  const seal = sealOf(recordsOf({ round, uncounted: [] }, sealer, receiptsOf(number)), sealer)
  const place = placed ? { block: number + 30, through: number, index: 0, count: 1, path: [] } : null
  return { round, uncounted: [], seal: seal && { ...seal, signature: null }, place }
}

/** Of the last two rounds the secrets are not revealed, and the last one is not under a root on chain. */
const rounds = [
  ...[1_000, 1_010].map((number) => roundAt(number)),
  ...[roundAt(1_020, { revealed: false }), roundAt(1_030, { revealed: false, placed: false })],
]
const storeOf = (folded: readonly FoldedRound[]): Pick<Store, 'foldedRounds' | 'bareReceipts'> => ({
  foldedRounds: async ({ to = Number.POSITIVE_INFINITY, limit } = {}) =>
    folded.filter(({ round }) => round.number <= to).slice(-(limit ?? folded.length)),
  bareReceipts: async (round, hotkey) =>
    receiptsOf(round).filter((one) => hotkey === undefined || one.hotkey === hotkey),
})
const store = storeOf(rounds)

async function readAll(records: MinerRecords, miner: string, rounds = 1, maxChars = 1e6) {
  const pages: string[][] = []
  for (let to: number | null | undefined; to !== null; ) {
    const { lines, next } = await records({ miner, to, rounds, maxChars })
    pages.unshift([...lines])
    to = next
  }
  return { pages, lines: pages.flat() }
}

test('gives each miner its own records alone, which verify without the others', async () => {
  const records = createMinerRecords({ store })
  for (const miner of ['good', 'slow']) {
    const { lines } = await readAll(records, miner)
    const verified = []
    for await (const round of verifyRecords(lines)) verified.push(round)
    expect(verified.map(({ line, records: own }) => [line.round, own.length])).toEqual([
      [1_000, 3],
      [1_010, 3],
    ])
    for (const other of miners.filter((hotkey) => hotkey !== miner)) {
      expect(lines.join('\n')).not.toContain(`"hotkey":"${other}"`)
    }
  }
  expect((await readAll(records, 'stranger')).lines).toEqual([])
})

test('leaves out rounds whose secret is not revealed, or that are not sealed under a root on chain', async () => {
  const { lines } = await readAll(createMinerRecords({ store }), 'good')
  for (const { round } of rounds.slice(2)) {
    expect(lines.join('\n')).not.toContain(Buffer.from(round.secret).toString('hex'))
  }
  const open = [roundAt(1_000, { revealed: false }), roundAt(1_010, { placed: false })]
  const hidden = storeOf([...open, { ...roundAt(1_020), seal: null }])
  expect((await readAll(createMinerRecords({ store: hidden }), 'good')).lines).toEqual([])
})

test('ends a page at the size that is asked for, and goes on with the next round', async () => {
  const records = createMinerRecords({ store })
  const whole = await readAll(records, 'good', 10)
  const cut = await readAll(records, 'good', 10, 1)
  expect([whole.pages.length, cut.pages.length]).toEqual([1, 2])
  expect(cut.lines).toEqual(whole.lines)
})

test('reads one page at a time, rests in between, and reads a round once', async () => {
  const clock = createManualClock()
  const log: string[] = []
  const records = createMinerRecords({
    clock,
    store: {
      foldedRounds: store.foldedRounds,
      async bareReceipts(round, hotkey) {
        log.push(`${round} ${hotkey ?? 'all'}`)
        await clock.sleep(10)
        return store.bareReceipts(round, hotkey)
      },
    },
  })
  const request = { to: 1_000, rounds: 1, maxChars: 1e6 }
  const both = Promise.all(['good', 'slow'].map((miner) => records({ ...request, miner })))
  await clock.runUntil(both)
  expect(log).toEqual(['1000 all', '1000 good', '1000 slow'])
  // 30 ms of reading, and three times as long for everything else.
  expect(clock.now()).toBeGreaterThanOrEqual(120)
})
