import {
  type BlockRange,
  challengeOf,
  createRangeVerifier,
  leavesOf,
  sampleLeaves,
  verifyLeaves,
} from '@subnetkit/possession'
import { type Bytes, notYet, roundCriterion, rubric } from 'subnetkit'
import type { Catalogue, HeldObject } from './catalogue.js'
import type { StorageTasks } from './tasks.js'
import { macOf } from './vault.js'

/** Score of a miner that admits a loss: only a wrong proof scores 0, which the scoreboard takes for fraud. */
export const admitted = 0.001

/**
 * Scores of single answers, which the scoreboard puts together: `audit` the share of leaves that are proven, `range` the share of the quota
 * that the miner holds, `whole` its throughput, `deep-audit` 1. A wrong proof or wrong bytes score 0.
 */
export function createRubric(tasks: StorageTasks, catalogue: Catalogue) {
  return rubric(tasks, {
    criteria: [
      // Compared where the catalogue is, in the coordinator, before the round counts.
      roundCriterion(
        'accepted',
        1,
        { synapse: 'store' },
        {
          minPeers: 0,
          feature: ({ output, truth }) => ({ stored: output.stored, filler: truth }),
          async compare(entries) {
            for (const { miner, feature } of entries) {
              if (feature.stored) await catalogue.confirmFiller(miner, feature.filler)
            }
            return entries.map(({ feature }) => (feature.stored ? 1 : admitted))
          },
        },
      ),
      // Judged where the answer is; a loss that is admitted is noted where the catalogue is.
      roundCriterion(
        'proven',
        1,
        { family: 'audit' },
        {
          minPeers: 0,
          feature: async ({ input, output, truth: { departed } }) => ({
            ...(await judgeAudit(input, output)),
            departed,
          }),
          async compare(entries) {
            const left = new Set(entries.flatMap(({ feature }) => feature.departed ?? []))
            // As below: the next round has them again.
            for (const hotkey of left) await catalogue.removeFillers(hotkey).catch(() => {})
            const isRemoved = await removedFrom(catalogue)
            for (const { miner, feature } of entries) {
              const lost = feature.lost
                .map(({ object }) => object)
                .filter((object) => !isRemoved(miner, object))
              // A disk that is full must not make the audit count for nothing: the miner will admit the loss again.
              if (lost.length > 0) await catalogue.forget(miner, lost).catch(() => {})
            }
            return entries.map(({ miner, feature: { isWrong, proven, lost } }) => {
              if (isWrong) return 0
              const admittedLoss = lost.filter(({ object }) => !isRemoved(miner, object))
              const asked = proven + admittedLoss.reduce((sum, { leaves }) => sum + leaves, 0)
              return asked === 0 ? removed : Math.max(admitted, proven / asked)
            })
          },
        },
      ),
      roundCriterion(
        'held',
        1,
        { family: 'range' },
        {
          minPeers: 0,
          feature: async ({ input, output, truth }) => judgeBytes(input, output, truth.share),
          compare: async (entries) => bytesScores(catalogue, entries),
        },
      ),
      roundCriterion(
        'throughput',
        1,
        { family: 'whole' },
        {
          minPeers: 0,
          feature: async ({ input, output, truth, latencyMs }) => {
            const bytesPerSecond = (1_000 * input.size) / Math.max(1, latencyMs)
            return judgeBytes(input, output, Math.min(1, bytesPerSecond / truth.bytesPerSecond))
          },
          compare: async (entries) => bytesScores(catalogue, entries),
        },
      ),
      // The key never leaves the coordinator.
      roundCriterion(
        'sums',
        1,
        { family: 'deep-audit' },
        {
          minPeers: 0,
          feature: async ({ input, output }) => ({
            input,
            proof: Buffer.from(await output.proof.bytes()).toString('hex'),
          }),
          async compare(entries) {
            const vault = await catalogue.vault()
            const isRemoved = await removedFrom(catalogue)
            return entries.map(({ miner, feature: { input, proof } }) => {
              if (proof === '') return isRemoved(miner, input.object) ? removed : admitted
              const challenge = deepChallenge(input)
              return macOf(vault, input.object).verify(challenge, Buffer.from(proof, 'hex')) ? 1 : 0
            })
          },
        },
      ),
    ],
  })
}

/** Leaves and coefficients of a deep audit; miner and validator draw the same. */
export function deepChallenge({
  size,
  nonce,
  leaves,
}: {
  readonly size: number
  readonly nonce: string
  readonly leaves: number
}) {
  const seed = Buffer.from(nonce, 'hex')
  return challengeOf(seed, sampleLeaves({ seed: [seed], leaves: leavesOf(size), count: leaves }))
}

/** Leaves that are proven, and objects of which the miner says that it lost them. */
async function judgeAudit(
  { objects }: { readonly objects: readonly (HeldObject & { readonly leaves: readonly number[] })[] },
  output: { readonly proofs: readonly Bytes[] },
) {
  const lost: { readonly object: string; readonly leaves: number }[] = []
  let proven = 0
  for (const [at, { object, size, leaves }] of objects.entries()) {
    const proof = (await output.proofs[at]?.bytes()) ?? new Uint8Array()
    if (proof.length === 0) lost.push({ object, leaves: leaves.length })
    else if (verifyLeaves({ size, root: Buffer.from(object, 'hex') }, leaves, proof)) proven += leaves.length
    else return { isWrong: true, proven: 0, lost: [] }
  }
  return { isWrong: false, proven, lost }
}

/** Bytes of a range, judged: 0 if they are not the object's. A score of null admits a loss. */
interface JudgedBytes {
  readonly object: string
  readonly score: number | null
}

async function judgeBytes(
  input: { readonly object: string; readonly size: number; readonly first: number; readonly blocks: number },
  output: { readonly bytes: Bytes; readonly path: readonly string[] },
  score: number,
): Promise<JudgedBytes> {
  const { object, size } = input
  if (output.bytes.size === 0) return { object, score: null }
  const range: BlockRange = { first: input.first, count: input.blocks }
  const verifier = createRangeVerifier(
    { size, root: Buffer.from(object, 'hex') },
    range,
    output.path.map((hash) => Buffer.from(hash, 'hex')),
  )
  for await (const chunk of output.bytes.chunks()) if (!verifier.update(chunk)) return { object, score: 0 }
  return { object, score: verifier.verify() ? Math.max(admitted, score) : 0 }
}

/** Scores of ranges: a loss is none if the object was removed in the meantime. */
async function bytesScores(
  catalogue: Catalogue,
  entries: readonly { readonly miner: string; readonly feature: JudgedBytes }[],
) {
  const isRemoved = await removedFrom(catalogue)
  return entries.map(({ miner, feature: { object, score } }) =>
    score === null ? (isRemoved(miner, object) ? removed : admitted) : score,
  )
}

/** Answer about an object that its owner removed, or moved to another miner, after the round was observed. */
const removed = notYet('the object was removed during the round')

/** Returns true for an object that a miner is no longer meant to hold. */
async function removedFrom(catalogue: Catalogue): Promise<(miner: string, object: string) => boolean> {
  const given = new Map(
    [...(await catalogue.given())].map(([hotkey, objects]) => [
      hotkey,
      new Set(objects.map(({ object }) => object)),
    ]),
  )
  return (miner, object) => given.get(miner)?.has(object) !== true
}
