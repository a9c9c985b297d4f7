import type { DashboardSource, SourceMechanism } from '@subnetkit/dashboard'
import { criterion, defineSubnet, rubric, synapse, taskSource, z } from 'subnetkit'

/** A subnet with a crowd: 256 miners, and a round of 5,000 receipts. */
const [minersOf, tasksOf, roundsOf] = [256, 20, 24]

const protocol = { add: synapse({ input: z.object({ n: z.int() }), output: z.object({ n: z.int() }) }) }
const tasks = taskSource({
  protocol,
  families: [{ name: 'sum', synapse: 'add', draw: () => ({ input: { n: 1 }, truth: 1 }) }],
  tasksPerMiner: tasksOf,
})
const subnet = defineSubnet({
  ...{ name: 'crowd', version: 1, protocol, tasks },
  rubric: rubric(tasks, { criteria: [criterion('right', 1, ({ output }) => output.n)] }),
})

const miners = Array.from({ length: minersOf }, (_, uid) => ({
  ...{ uid, hotkey: `5Crowd${String(uid).padStart(42, '0')}`, registeredAt: 1 },
}))
const scoreOf = (uid: number, round: number) => (Math.sin(uid + round / 9) + 1) / 2

/** Source of a dashboard that shows them; `round` is the newest one. The store answers from memory, so that pages are what is measured. */
export function crowdSource(round: () => number): DashboardSource {
  const numbers = () => Array.from({ length: roundsOf }, (_, at) => round() - roundsOf + 1 + at)
  const recordOf = (number: number) => ({
    ...{ number, roundBlocks: 1, closesAt: number + 2, state: 'folded', version: '1', drawnAs: number },
    ...{ secret: new Uint8Array(32), secretHash: new Uint8Array(32), budget: null, commitBlock: number },
    ...{ revealed: true, decided: true, reason: null, observedHash: null },
  })
  const changesOf = (number: number) =>
    miners.map((miner) => ({
      ...{ ...miner, round: number, mean: scoreOf(miner.uid, number) },
      ...{ before: scoreOf(miner.uid, number - 1), after: scoreOf(miner.uid, number) },
    }))
  const receiptsOf = (number: number) =>
    miners.flatMap((miner) =>
      Array.from({ length: tasksOf }, (_, task) => ({
        ...{ ...miner, round: number, taskId: `sum-${task}`, family: 'sum', synapse: 'add' },
        ...{ outcome: task % 7 === 0 ? 'absent' : 'scored', reason: null, latencyMs: 100 + miner.uid },
        ...{ score: scoreOf(miner.uid, number), answerHash: 'a'.repeat(64), parts: null },
      })),
    )
  const store = {
    neurons: async () => miners,
    scores: async () =>
      miners.map((miner) => ({ ...miner, score: scoreOf(miner.uid, round()), rounds: round() })),
    rounds: async (most: number) => numbers().slice(-most).map(recordOf),
    round: async (number: number) => recordOf(number),
    openRounds: async () => [],
    queries: async () => miners.map((miner) => ({ ...miner, state: 'scored', reason: null })),
    foldedRounds: async () => [],
    activeVersion: async () => '1',
    scoreChanges: async (of: number | { readonly from: number }) =>
      typeof of === 'number'
        ? changesOf(of)
        : numbers()
            .filter((one) => one >= of.from)
            .flatMap(changesOf),
    bareReceipts: async (number: number) => receiptsOf(number),
    outbox: { entries: async () => [] },
  }
  const neurons = miners.map((miner) => ({
    ...{ ...miner, axon: { host: '192.0.2.1', port: 1 }, incentive: 200, dividends: 0, validatorTrust: 0 },
    ...{ lastUpdate: 1, validatorPermit: false, identity: null, stake: 0n },
  }))
  const parameters = { tempo: 360, weightsRateLimit: 100 }
  const metagraph = { neurons, block: 1, parameters, nextEpochBlock: 360 }
  const mechanism = {
    ...{ mechanism: 0, subnet, store, weightsEveryBlocks: 100, metagraph: async () => metagraph },
    ...{ queues: async () => [], failedJobs: async () => [], epochs: async () => [], ownRow: async () => [] },
    trustCauses: async () => [],
  } as unknown as SourceMechanism
  return {
    about: {
      ...{ role: 'validator', netuid: 1, hotkey: '5Validator', roundBlocks: 1, started: '2026-01-01' },
      ...{ store: 'memory', queue: 'memory', isDevnet: false },
    },
    health: () => ({ ok: true, checks: [] }),
    checkup: async () => [],
    chain: () => ({
      ...{ endpoint: 'ws://127.0.0.1', endpoints: [], connected: true, specVersion: 1, block: round() },
      ...{ blockAgeMs: 1, reconnects: 0, genesisHash: '0x00' },
    }),
    finalized: async () => null,
    blocks: null,
    usage: () => ({ memoryBytes: 1, cpuSeconds: 1, uptimeSeconds: 1 }),
    reports: async () => [],
    hasGateway: () => false,
    gateway: async () => null,
    mechanisms: [mechanism],
  }
}
