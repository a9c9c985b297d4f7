import type { Store } from '../../../store/store.js'

/** Golden rounds, by their first blocks. */
export const goldenRounds = [1_000, 1_010] as const

/** Part of a store that a replay reads. */
type Stored = Pick<
  Store,
  'foldedRounds' | 'receipts' | 'scoreChanges' | 'scores' | 'evidenceOf' | 'pastFeatures' | 'verdicts'
>

const bytes = (value: unknown) => Buffer.from(value as Uint8Array).toString('hex')

/** Returns what a store keeps of the golden rounds, as JSON. */
export async function dump({ store, netuid }: { readonly store: Stored; readonly netuid: number }) {
  const folded = (await store.foldedRounds()).map(({ round, ...rest }) => ({
    ...{ ...rest, round: { ...round, secret: bytes(round.secret), secretHash: bytes(round.secretHash) } },
  }))
  return {
    ...{ netuid, folded, scores: await store.scores(), changes: await store.scoreChanges({ from: 0 }) },
    receipts: (await Promise.all(goldenRounds.map((number) => store.receipts(number)))).flat(),
    pastFeatures: (await store.pastFeatures(goldenRounds[1], 1)).flatMap(({ answers, ...of }) =>
      answers.map((answer) => ({ ...of, ...answer })),
    ),
  }
}

export type Dump = Awaited<ReturnType<typeof dump>>

/** The store that a file holds. */
export function storeOf({ folded, receipts, changes, scores, pastFeatures }: Dump): Store {
  const stored: Stored = {
    async foldedRounds({ from = 0, to = Number.MAX_SAFE_INTEGER, limit } = {}) {
      const all = folded.filter(({ round: { number } }) => number >= from && number <= to)
      return all
        .slice(limit === undefined ? 0 : Math.max(0, all.length - limit))
        .map(({ round, ...rest }) => ({
          ...rest,
          round: {
            ...round,
            secret: Buffer.from(round.secret, 'hex'),
            secretHash: Buffer.from(round.secretHash, 'hex'),
          },
        }))
    },
    receipts: async (number) => receipts.filter(({ round }) => round === number),
    scoreChanges: async (range) =>
      changes
        .filter(({ round }) => (typeof range === 'number' ? round === range : round >= (range?.from ?? 0)))
        // The file is older than evidence of users' requests.
        .map((change) => ({ ...change, organic: null })),
    scores: async () => [...scores],
    evidenceOf: async () => [],
    async pastFeatures(number) {
      if (number !== goldenRounds[1]) return []
      return pastFeatures.map(({ family, features, ...of }) => ({ ...of, answers: [{ family, features }] }))
    },
    verdicts: async () => [],
  }
  return stored as Store
}
