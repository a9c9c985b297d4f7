import type { Metagraph } from '@subnetkit/chain'
import type { Incentive, ScoreEntry } from '@subnetkit/core'
import type { Store } from '@subnetkit/core/validator'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { type PayField, payOf, readPayField, type WeightRow } from './yuma-pay.js'

/** Scores of one version, and how they become weights. */
interface Scored {
  readonly scores: readonly ScoreEntry[]
  readonly incentive: Incentive
}

interface PayInput {
  readonly store: Pick<Store, 'neurons' | 'rounds'>
  readonly netuid: number
  readonly mechanism: number
  /** Hotkey of the validator. */
  readonly hotkey: string
  readonly offline: boolean
  readonly active: Scored
  readonly shadow: Scored
}

/** Pay of miners by Yuma with either version, as shares by uid. */
export interface PayShift {
  /** `chain`: with the stakes and weights of all validators; `offline`: as if this one were alone. */
  readonly source: 'chain' | 'offline'
  readonly block: number | null
  /** Validators whose weights count. */
  readonly validators: number
  readonly active: ReadonlyMap<number, number>
  readonly shadow: ReadonlyMap<number, number>
  /** Share of the pay that goes to other uids. */
  readonly shifted: number
}

/** Runs an epoch with the weights of either version. Throws NOT_REGISTERED-like usage errors for a validator that has no uid. */
export async function payShift(context: Context, input: PayInput): Promise<PayShift> {
  const { hotkey, netuid, offline } = input
  const { field, metagraph } = offline ? await alone(input) : await fromChain(context, input)
  const validator = metagraph.neurons.find((neuron) => neuron.hotkey === hotkey)?.uid
  if (validator === undefined) {
    throw cliError('USAGE', {
      detail: `${hotkey} is not registered on subnet ${netuid}`,
      fix: 'Name the hotkey of a registered validator with -w and -H.',
    })
  }
  const { weightsFrom } = await import('@subnetkit/core/validator')
  const [active, shadow] = [input.active, input.shadow].map(({ scores, incentive }) => {
    const { uids, values } = weightsFrom(scores, metagraph, incentive, hotkey)
    const row: WeightRow = uids.map((uid, at) => [uid, values[at]!])
    return payOf(field, validator, row)
  }) as [ReadonlyMap<number, number>, ReadonlyMap<number, number>]
  const shifts = [...active].map(([uid, share]) => Math.abs((shadow.get(uid) ?? 0) - share))
  const voting = new Set([...field.weights].filter(([, row]) => row.length > 0).map(([uid]) => uid))
  return {
    ...{ source: offline ? 'offline' : 'chain', block: offline ? null : field.block },
    validators: voting.add(validator).size,
    ...{ active, shadow, shifted: shifts.reduce((sum, shift) => sum + shift, 0) / 2 },
  }
}

async function fromChain(context: Context, { netuid, mechanism }: PayInput) {
  const { readHead } = await import('@subnetkit/chain')
  const client = await context.chain()
  context.progress('reading the weights of all validators')
  return readPayField(client, { netuid, mechanism, at: await readHead(client) })
}

/** The subnet as the store knows it, with one validator that has all the stake. */
async function alone({ store, hotkey }: PayInput) {
  const [identities, [newest]] = await Promise.all([store.neurons(), store.rounds(1)])
  const block = 1 + Math.max(newest?.number ?? 0, ...identities.map(({ registeredAt }) => registeredAt))
  const neurons = identities.map(({ uid, hotkey: own, registeredAt }) => ({
    ...{ uid, hotkey: own, registeredAt, validatorPermit: own === hotkey, lastUpdate: block },
    stake: own === hotkey ? 1_000_000_000_000n : 0n,
  }))
  const field: PayField = {
    ...{ block, neurons, weights: new Map(), ownerUid: null, kappa: 32_767 },
    ...{ activityCutoff: 5_000, tempo: 360 },
  }
  return { field, metagraph: { neurons, ownerHotkey: null } as unknown as Metagraph }
}
