import { checked, netuid, optionsOf, parseOptions } from '@subnetkit/base'
import { type BlockRef, type ChainClient, openBlock, type Signer, storage } from '@subnetkit/chain'
import { readCommitmentEntries, writeCommitmentEntry } from './entries.js'
import { entryKinds, findEntry, type SlotEntry } from './layout.js'

/** Length of the hash of a package, SHA-256, in bytes. */
const hashBytes = 32

/** Hash that the owner of a subnet has published for its package. */
export interface PublishedPackage {
  /** 32 bytes; null if there is none. */
  readonly hash: Uint8Array | null
  /** SS58 address of the owner's hotkey, in whose commitment it is. */
  readonly ownerHotkey: string
  readonly block: BlockRef
}

/** Parameters of {@link readPackageHash}. */
export interface PackageHashRead {
  readonly netuid: number
  /** Block to read at. @default the best one */
  readonly at?: BlockRef | undefined
}

/** Parameters of {@link publishPackageHash}. */
export interface PackageHashUpdate {
  readonly netuid: number
  /** SHA-256 of the release, 32 bytes. */
  readonly hash: Uint8Array
}

const updateSchema = optionsOf({
  netuid: netuid(),
  hash: checked<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length === hashBytes,
    `a Uint8Array of ${hashBytes} bytes`,
  ),
})

/**
 * Reads the hash of the package of a subnet from the commitment of its owner's hotkey. One whose payload is not 32 bytes long counts as
 * none.
 */
export async function readPackageHash(
  client: ChainClient,
  { netuid, at }: PackageHashRead,
): Promise<PublishedPackage> {
  const {
    values: { ownerHotkey },
    block: { block },
  } = await openBlock(client, { at, reads: { ownerHotkey: storage.SubnetOwnerHotkey(netuid) } })
  const entries = await readCommitmentEntries(client, { netuid, hotkey: ownerHotkey, at: block })
  return { hash: packageHashIn(entries), ownerHotkey, block }
}

/** The hash of the package among entries; null if there is none. */
export function packageHashIn(entries: readonly SlotEntry[]): Uint8Array | null {
  const payload = findEntry({ entries, foreign: [] }, entryKinds.packageHash, 0)?.payload
  return payload?.length === hashBytes ? payload : null
}

/**
 * Publishes the hash of the package of a subnet in the commitment of the hotkey, which has to be its owner's for anybody to read it.
 * Everything else in the commitment stays. Sends nothing if the chain holds the hash already. Throws as `writeCommitmentEntry`.
 */
export async function publishPackageHash(
  client: ChainClient,
  hotkey: Signer,
  update: PackageHashUpdate,
): Promise<BlockRef> {
  const { netuid, hash } = parseOptions(updateSchema, update, 'publishPackageHash')
  return writeCommitmentEntry(client, hotkey, { netuid, kind: entryKinds.packageHash, payload: hash })
}
