import { timelockDecrypt } from '@subnetkit/timelock'
import { pulseOf } from '../drand/pulses.js'
import type { BlockContext } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { unless } from './timelocked-reveal.js'

type Field = CallArgs<'Commitments.set_commitment'>['info']['fields'][number]

/** Plaintexts that are kept of one neuron. */
const mostRevealed = 10

/** Notes whether a neuron's commitment has to be looked at in every block; returns the first round it waits for. */
export function trackTimelock(
  ctx: BlockContext,
  netuid: number,
  who: string,
  fields: readonly Field[],
): bigint | undefined {
  const locked = fields.find(({ type }) => type === 'TimelockEncrypted')
  setTracked(ctx, netuid, who, locked !== undefined)
  return locked?.type === 'TimelockEncrypted' ? locked.value.reveal_round : undefined
}

function setTracked(ctx: BlockContext, netuid: number, who: string, isTracked: boolean): void {
  const { TimelockedIndex } = ctx.state.Commitments
  const list = TimelockedIndex.get()
  const isListed = list.some(([of, account]) => of === netuid && account === who)
  if (isListed === isTracked) return
  if (isTracked) {
    // A set of the chain is in the order of its keys.
    TimelockedIndex.set([...list, [netuid, who] as [number, string]].sort(byKey))
  } else TimelockedIndex.set(list.filter(([of, account]) => of !== netuid || account !== who))
}

const byKey = ([a, first]: [number, string], [b, second]: [number, string]) =>
  a - b || (first < second ? -1 : Number(first > second))

/**
 * Opens the timelocked fields whose round is out: plaintexts are kept, the last ten, and the fields go. A field
 * that cannot be opened goes too; a commitment without fields left is gone.
 */
export function revealTimelockedCommitments(ctx: BlockContext): void {
  const { TimelockedIndex, CommitmentOf } = ctx.state.Commitments
  for (const [netuid, who] of TimelockedIndex.get()) {
    const commitment = CommitmentOf.get(netuid, who)
    const fields = commitment?.info.fields ?? []
    const { left, plaintexts } = openFields(ctx, fields)
    if (commitment !== undefined && left.length === fields.length) continue
    if (plaintexts.length > 0) keepRevealed(ctx, netuid, who, plaintexts)
    if (commitment === undefined || left.length === 0) CommitmentOf.remove(netuid, who)
    else CommitmentOf.set(netuid, who, { ...commitment, info: { fields: left } })
    trackTimelock(ctx, netuid, who, left)
  }
}

function openFields(ctx: BlockContext, fields: readonly Field[]) {
  const left: Field[] = []
  const plaintexts: Uint8Array[] = []
  for (const field of fields) {
    const pulse = field.type === 'TimelockEncrypted' ? pulseOf(ctx, field.value.reveal_round) : undefined
    if (field.type !== 'TimelockEncrypted' || pulse === undefined) {
      left.push(field)
      continue
    }
    const { signature } = pulse
    const plaintext = unless(() => timelockDecrypt({ ciphertext: field.value.encrypted, signature }))
    if (plaintext !== undefined && plaintext.length > 0) plaintexts.push(plaintext)
  }
  return { left, plaintexts }
}

function keepRevealed(
  ctx: BlockContext,
  netuid: number,
  who: string,
  plaintexts: readonly Uint8Array[],
): void {
  const { RevealedCommitments } = ctx.state.Commitments
  const block = BigInt(ctx.block)
  const before = RevealedCommitments.get(netuid, who) ?? []
  const now = plaintexts.map((plaintext): [Uint8Array, bigint] => [plaintext, block])
  RevealedCommitments.set(netuid, who, [...before, ...now].slice(-mostRevealed))
  for (const _ of plaintexts) ctx.deposit('Commitments', 'CommitmentRevealed', { netuid, who })
}
