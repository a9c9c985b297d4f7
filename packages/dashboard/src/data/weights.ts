import { failureIn, includedIn, isSettled, type OutboxEntry } from '@subnetkit/chain'
import { z } from 'zod'
import { mechanismInput, name, sentence } from './fields.js'
import { read } from './trpc.js'

const entry = z.object({
  key: name,
  stage: name,
  settled: z.boolean(),
  mode: name.nullable(),
  intendedAt: z.int(),
  includedAt: z.int().nullable(),
  blockHash: name.nullable(),
  revealedAt: z.int().nullable(),
  /** Epoch in which a commit counts. */
  epoch: z.int().nullable(),
  signatures: z.int(),
  miners: z.int(),
  failure: z
    .object({
      ...{ code: name, cause: name.nullable(), reason: sentence, fix: sentence },
      retryBlock: z.int().nullable(),
    })
    .nullable(),
})

const output = z.object({
  entries: z.array(entry).max(50),
  /** Ours and that of the chain, in shares, the greatest first. */
  row: z
    .array(
      z.object({
        uid: z.int(),
        hotkey: name,
        ours: z.number().nullable(),
        onChain: z.number().nullable(),
      }),
    )
    .max(4_096),
  ourKey: name.nullable(),
  lastUpdate: z.int().nullable(),
  /** Block from which the chain takes the next ones, and that from which we set them. */
  chainTakes: z.int().nullable(),
  weSet: z.int().nullable(),
  rateLimit: z.int(),
  everyBlocks: z.int(),
  commitReveal: z.boolean(),
  revealPeriod: z.int(),
})

/** Decisions about weights with every stage, and the row on chain beside ours. */
export const weights = read
  .input(z.object({ mechanism: mechanismInput }).optional())
  .output(output)
  .query(async ({ ctx, input }) => {
    const { store, metagraph, ownRow, weightsEveryBlocks, validator } = ctx.reader(input?.mechanism)
    const [entries, { neurons, parameters }, row] = await Promise.all([
      store.outbox.entries({ limit: 50 }),
      metagraph(),
      ownRow(),
    ])
    const newest = entries.findLast(({ stage }) => stage !== 'failed' && stage !== 'superseded')
    const lastUpdate = neurons.find(({ hotkey }) => hotkey === validator)?.lastUpdate ?? null
    const after = (blocks: number) => (lastUpdate === null ? null : lastUpdate + blocks)
    const [ours, onChain] = [sharesOf(pairsOf(newest)), sharesOf(row)]
    const hotkeys = new Map(neurons.map(({ uid, hotkey }) => [uid, hotkey]))
    return {
      entries: entries.toReversed().map(describe),
      row: [...new Set([...ours.keys(), ...onChain.keys()])]
        .map((uid) => ({
          ...{ uid, hotkey: hotkeys.get(uid) ?? '' },
          ...{ ours: ours.get(uid) ?? null, onChain: onChain.get(uid) ?? null },
        }))
        .sort((left, right) => (right.ours ?? right.onChain ?? 0) - (left.ours ?? left.onChain ?? 0)),
      ...{ ourKey: newest?.key ?? null, lastUpdate, everyBlocks: weightsEveryBlocks },
      ...{ chainTakes: after(parameters.weightsRateLimit), weSet: after(weightsEveryBlocks) },
      ...{ rateLimit: parameters.weightsRateLimit, commitReveal: parameters.commitReveal },
      revealPeriod: parameters.revealPeriod,
    }
  })

const pairsOf = (of: OutboxEntry | undefined): readonly (readonly [number, number])[] =>
  (of?.vector.uids ?? []).map((uid, at) => [uid, of?.vector.values[at] ?? 0] as const)

function sharesOf(row: readonly (readonly [number, number])[]): ReadonlyMap<number, number> {
  const sum = row.reduce((total, [, value]) => total + value, 0)
  return new Map(row.map(([uid, value]) => [uid, sum === 0 ? 0 : value / sum]))
}

function describe(of: OutboxEntry): z.output<typeof entry> {
  const block = includedIn(of)
  const failure = failureIn(of)
  const sealed = 'sealed' in of ? of.sealed : null
  return {
    ...{ key: of.key, stage: of.stage, settled: isSettled(of), mode: 'mode' in of ? of.mode : of.wanted },
    ...{ intendedAt: of.intendedAt, signatures: of.signatures, miners: of.vector.uids.length },
    ...{ includedAt: block?.number ?? null, blockHash: block?.hash || null },
    revealedAt: 'revealed' in of ? (of.revealed?.number ?? null) : null,
    epoch: sealed?.epoch ?? null,
    failure: failure && {
      ...{ code: failure.code, cause: failure.cause, reason: failure.reason, fix: failure.fix },
      retryBlock: failure.retryBlock,
    },
  }
}
