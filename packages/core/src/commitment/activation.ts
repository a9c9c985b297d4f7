import { checked, integer, netuid, optionsOf, parseOptions } from '@subnetkit/base'
import { type BlockRef, type ChainClient, openBlock, type Signer, storage } from '@subnetkit/chain'
import { z } from 'zod'
import { readCommitmentEntries, writeCommitmentEntry } from './entries.js'
import { entryKinds, findEntry, type SlotEntry } from './layout.js'
import { packageHashIn } from './package-hash.js'

/** Length of a payload: two versions, a block and a hash. */
const payloadBytes = 8 + 8 + 4 + 32

/** Version of a subnet that its owner has activated. */
export interface VersionActivation {
  /** Decimal. */
  readonly version: string
  /** Version that counts before the block; null if it is the one that each validator's definition has. Decimal. */
  readonly before: string | null
  /** First block at which `version` counts: rounds that begin at it or later are scored by it. */
  readonly block: number
  /** SHA-256 of the package that has the version, hex. */
  readonly hash: string
}

/** An activation, beside the newest package of its owner. */
export interface ActivatedVersion extends VersionActivation {
  /** SHA-256 of the package that the owner has published last, hex; null or absent without one. */
  readonly release?: string | null | undefined
}

/** Activation that the owner of a subnet has published. */
export interface PublishedActivation {
  /** Null if there is none. */
  readonly activation: VersionActivation | null
  /** SHA-256 of the package that the owner has published last, hex; null if there is none. */
  readonly release: string | null
  /** SS58 address of the owner's hotkey, in whose commitment it is. */
  readonly ownerHotkey: string
  readonly block: BlockRef
}

/** Parameters of {@link readActivation}. */
export interface ActivationRead {
  readonly netuid: number
  /** Block to read at. @default the best one */
  readonly at?: BlockRef | undefined
}

/** Reads the activation of a subnet from the commitment of its owner's hotkey. One that is not well formed counts as none. */
export async function readActivation(
  client: ChainClient,
  { netuid, at }: ActivationRead,
): Promise<PublishedActivation> {
  const {
    values: { ownerHotkey },
    block: { block },
  } = await openBlock(client, { at, reads: { ownerHotkey: storage.SubnetOwnerHotkey(netuid) } })
  const entries = await readCommitmentEntries(client, { netuid, hotkey: ownerHotkey, at: block })
  const release = packageHashIn(entries)
  return {
    activation: activationIn(entries),
    release: release && Buffer.from(release).toString('hex'),
    ...{ ownerHotkey, block },
  }
}

/** The activation among entries; null if there is none. */
export function activationIn(entries: readonly SlotEntry[]): VersionActivation | null {
  const payload = findEntry({ entries, foreign: [] }, entryKinds.activation, 0)?.payload
  if (payload?.length !== payloadBytes) return null
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length)
  const [version, before] = [view.getBigUint64(0, true), view.getBigUint64(8, true)]
  if (version === 0n) return null
  return {
    version: String(version),
    before: before === 0n ? null : String(before),
    block: view.getUint32(16, true),
    hash: Buffer.from(payload.subarray(20)).toString('hex'),
  }
}

/** Payload of an activation: both versions as u64 and the block as u32, little-endian, then the 32 bytes of the hash. */
export function encodeActivation({ version, before, block, hash }: VersionActivation): Uint8Array {
  const payload = new Uint8Array(payloadBytes)
  const view = new DataView(payload.buffer)
  view.setBigUint64(0, BigInt(version), true)
  view.setBigUint64(8, BigInt(before ?? 0), true)
  view.setUint32(16, block, true)
  payload.set(Buffer.from(hash, 'hex'), 20)
  return payload
}

/** The version that counts at a block; null if it is the one that the definition has. */
export function versionAt(activation: VersionActivation | null, block: number): string | null {
  if (activation === null) return null
  return block >= activation.block ? activation.version : activation.before
}

/**
 * The activation that follows on another one: what counts until its block is what the other one says at `head`, so that one
 * that is not in force yet is taken back by it.
 */
export function followActivation(
  present: VersionActivation | null,
  next: Omit<VersionActivation, 'before'>,
  head: number,
): VersionActivation {
  return { ...next, before: versionAt(present, head) }
}

const version = checked<string>(
  (value) => typeof value === 'string' && /^[1-9]\d{0,19}$/.test(value) && BigInt(value) < 2n ** 64n,
  'a version from 1 to 2^64 - 1, as text',
)
const updateSchema = optionsOf({
  netuid: netuid(),
  activation: z.strictObject(
    {
      ...{ version, before: version.nullable(), block: integer(0, 2 ** 32 - 1) },
      hash: checked<string>(
        (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
        'a SHA-256 of 64 hex digits',
      ),
    },
    'an activation',
  ),
})

/**
 * Publishes an activation in the commitment of the hotkey, which has to be the subnet owner's for anybody to read it.
 * Everything else in the commitment stays. Throws CONFIG_INVALID, and as `writeCommitmentEntry`.
 */
export async function publishActivation(
  client: ChainClient,
  hotkey: Signer,
  update: { readonly netuid: number; readonly activation: VersionActivation },
): Promise<BlockRef> {
  const { netuid, activation } = parseOptions(updateSchema, update, 'publishActivation')
  const payload = encodeActivation(activation)
  return writeCommitmentEntry(client, hotkey, { netuid, kind: entryKinds.activation, payload })
}
