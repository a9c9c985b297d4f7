import {
  type BlockRange,
  challengeOf,
  createRangeVerifier,
  leavesOf,
  sampleLeaves,
  verifyLeaves,
} from '@subnetkit/possession'
import { type Bytes, criterion, roundCriterion, rubric } from 'subnetkit'
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
        { family: 'store' },
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
          feature: async ({ input, output }) => judgeAudit(input, output),
          async compare(entries) {
            for (const { miner, feature } of entries) {
              // A disk that is full must not make the audit count for nothing: the miner will admit the loss again.
              if (feature.lost.length > 0) await catalogue.forget(miner, feature.lost).catch(() => {})
            }
            return entries.map(({ feature }) => feature.score)
          },
        },
      ),
      criterion('held', 1, { family: 'range' }, async ({ input, output, truth }) =>
        judge(input, output, Math.max(admitted, truth.share)),
      ),
      criterion('throughput', 1, { family: 'whole' }, async ({ input, output, truth, latencyMs }) => {
        const bytesPerSecond = (1_000 * input.size) / Math.max(1, latencyMs)
        return judge(input, output, Math.max(admitted, Math.min(1, bytesPerSecond / truth.bytesPerSecond)))
      }),
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
            return entries.map(({ feature: { input, proof } }) => {
              if (proof === '') return admitted
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

/** Share of the leaves that are proven, 0 if one proof is wrong; objects of which the miner says that it lost them. */
async function judgeAudit(
  { objects }: { readonly objects: readonly (HeldObject & { readonly leaves: readonly number[] })[] },
  output: { readonly proofs: readonly Bytes[] },
) {
  const lost: string[] = []
  let [proven, asked] = [0, 0]
  for (const [at, { object, size, leaves }] of objects.entries()) {
    asked += leaves.length
    const proof = (await output.proofs[at]?.bytes()) ?? new Uint8Array()
    if (proof.length === 0) lost.push(object)
    else if (!verifyLeaves({ size, root: Buffer.from(object, 'hex') }, leaves, proof))
      return { score: 0, lost: [] }
    else proven += leaves.length
  }
  return { score: Math.max(admitted, proven / asked), lost }
}

/** Score of bytes that are right; 0 if they are not the object's, and little if the miner says that it lost them. */
async function judge(
  input: { readonly object: string; readonly size: number; readonly first: number; readonly blocks: number },
  output: { readonly bytes: Bytes; readonly path: readonly string[] },
  score: number,
): Promise<number> {
  if (output.bytes.size === 0) return admitted
  const shape = { size: input.size, root: Buffer.from(input.object, 'hex') }
  const range: BlockRange = { first: input.first, count: input.blocks }
  const verifier = createRangeVerifier(
    shape,
    range,
    output.path.map((hash) => Buffer.from(hash, 'hex')),
  )
  for await (const chunk of output.bytes.chunks()) if (!verifier.update(chunk)) return 0
  return verifier.verify() ? score : 0
}
