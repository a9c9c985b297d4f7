import type { BlockRef, ChainClient, Metagraph } from '@subnetkit/chain'
import { type EpochInput, runEpoch } from '@subnetkit/yuma'

/** Pairs of uid and weight. */
export type WeightRow = readonly (readonly [uid: number, weight: number])[]

/** A subnet as far as the pay of its miners follows from it. */
export interface PayField {
  readonly block: number
  readonly neurons: readonly {
    readonly uid: number
    /** In rao. */
    readonly stake: bigint
    readonly registeredAt: number
    readonly validatorPermit: boolean
    readonly lastUpdate: number
  }[]
  /** Weights of every validator by uid; those of ours are replaced. */
  readonly weights: ReadonlyMap<number, WeightRow>
  readonly ownerUid: number | null
  /** u16 proportion of stake that makes a majority. */
  readonly kappa: number
  readonly activityCutoff: number
  readonly tempo: number
}

/**
 * Returns each uid's share of what an epoch pays to miners, in [0, 1], where one validator has these weights and all others have theirs.
 * Bonds and thresholds of stake, which pay validators, play no part in it.
 */
export function payOf(field: PayField, validator: number, row: WeightRow): ReadonlyMap<number, number> {
  const n = Math.max(validator, ...field.neurons.map(({ uid }) => uid)) + 1
  const known = new Map(field.neurons.map((neuron) => [neuron.uid, neuron]))
  const column = <T>(of: (neuron: PayField['neurons'][number]) => T, without: T): T[] =>
    Array.from({ length: n }, (_, uid) => (known.has(uid) ? of(known.get(uid)!) : without))
  const input: EpochInput = {
    ...{ n, currentBlock: field.block, tempo: field.tempo, activityCutoffBlocks: field.activityCutoff },
    blockAtRegistration: column(({ registeredAt }) => registeredAt, 0),
    alphaStake: column(({ stake }) => stake, 0n),
    taoStake: column(() => 0n, 0n),
    ...{ taoWeight: 0n, stakeThreshold: 0n, ownerUid: field.ownerUid, maxAllowedValidators: n },
    validatorPermit: column(({ uid, validatorPermit }) => validatorPermit || uid === validator, false),
    ...{ commitRevealEnabled: false, kappa: field.kappa, bondsPenalty: 65_535, bondsMovingAverage: 900_000 },
    ...{ lastMechanismStepBlock: 0, alphaSigmoidSteepness: 1_000, alphaLow: 45_875, alphaHigh: 58_982 },
    ...{ yuma3: false, liquidAlpha: false },
    lastUpdate: column(({ uid, lastUpdate }) => (uid === validator ? field.block : lastUpdate), 0),
    weights: Array.from({ length: n }, (_, uid) =>
      uid === validator ? row : (field.weights.get(uid) ?? []),
    ),
    bonds: Array.from({ length: n }, () => []),
    commitBlocks: Array.from({ length: n }, () => null),
    raoEmission: 2_000_000_000_000n,
  }
  const paid = runEpoch(input).payout.serverEmission
  const total = paid.reduce((sum, rao) => sum + rao, 0n)
  return new Map(paid.map((rao, uid) => [uid, total === 0n ? 0 : Number(rao) / Number(total)]))
}

/** Reads stakes and weights of all validators at a block. */
export async function readPayField(
  client: ChainClient,
  { netuid, mechanism, at }: { readonly netuid: number; readonly mechanism: number; readonly at: BlockRef },
): Promise<{ readonly field: PayField; readonly metagraph: Metagraph }> {
  const { readHyperparameters, readMetagraph, readWeightRow } = await import('@subnetkit/chain')
  const [metagraph, { values }] = await Promise.all([
    readMetagraph(client, { netuid, mechanism, at }),
    readHyperparameters(client, { netuid, at }),
  ])
  const validators = metagraph.neurons.filter(({ validatorPermit }) => validatorPermit)
  const rows = await Promise.all(
    validators.map(
      async ({ uid }) => [uid, await readWeightRow(client, { netuid, mechanism, uid, at })] as const,
    ),
  )
  const owner = metagraph.neurons.find(({ hotkey }) => hotkey === metagraph.ownerHotkey)
  const { activityCutoff, tempo } = metagraph.parameters
  return {
    metagraph,
    field: {
      ...{ block: metagraph.block, neurons: metagraph.neurons, weights: new Map(rows) },
      ...{ ownerUid: owner?.uid ?? null, kappa: values.kappa ?? 32_767, activityCutoff, tempo },
    },
  }
}
