import { checked, netuid, optionsOf, parseOptions } from '@subnetkit/base'
import { type BlockRef, type ChainClient, readCommitments, type Signer } from '@subnetkit/chain'
import { readCommitmentEntries, writeCommitmentEntry } from './entries.js'
import { entryKinds, findEntry, readSlot, type SlotEntry } from './layout.js'

/** Model that a miner has committed to: the one that it answers with, by its own statement. */
export interface ModelCard {
  /** SHA-256 of the model, 32 bytes. */
  readonly sha256: Uint8Array
  readonly name: string
  /** Licence of the model, such as `apache-2.0`. */
  readonly licence: string
}

/** Length of the hash of a model, in bytes. */
const hashBytes = 32
/** Longest name and licence, in bytes of UTF-8. */
export const longestModelName = 96
export const longestLicence = 64

const isShort = (longest: number) => (value: unknown) =>
  typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= longest && !/\p{Cc}/u.test(value)

const updateSchema = optionsOf({
  netuid: netuid(),
  sha256: checked<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length === hashBytes,
    `a Uint8Array of ${hashBytes} bytes`,
  ),
  name: checked<string>(isShort(longestModelName), `a name of at most ${longestModelName} bytes`),
  licence: checked<string>(isShort(longestLicence), `a licence of at most ${longestLicence} bytes`),
})

/** Parameters of {@link publishModelCard}. */
export interface ModelCardUpdate extends ModelCard {
  readonly netuid: number
}

/**
 * Publishes the model card of a hotkey in its commitment, in place of an earlier one. Everything else in the commitment stays. Sends
 * nothing if the chain holds the same card already. Throws as `writeCommitmentEntry`.
 */
export async function publishModelCard(
  client: ChainClient,
  hotkey: Signer,
  update: ModelCardUpdate,
): Promise<BlockRef> {
  const { netuid, ...card } = parseOptions(updateSchema, update, 'publishModelCard')
  const payload = encodeModelCard(card)
  return writeCommitmentEntry(client, hotkey, { netuid, kind: entryKinds.modelCard, payload })
}

/** Removes the model card of a hotkey from its commitment. */
export async function withdrawModelCard(
  client: ChainClient,
  hotkey: Signer,
  { netuid }: { readonly netuid: number },
): Promise<BlockRef> {
  return writeCommitmentEntry(client, hotkey, { netuid, kind: entryKinds.modelCard, payload: null })
}

/** Reads the model card of a hotkey; null if it has none, or one that is not well formed. */
export async function readModelCard(
  client: ChainClient,
  parameters: { readonly netuid: number; readonly hotkey: string; readonly at?: BlockRef | undefined },
): Promise<ModelCard | null> {
  return modelCardIn(await readCommitmentEntries(client, parameters))
}

/** Reads the model cards of hotkeys, in their order: one request for each 1,000. */
export async function readModelCards(
  client: ChainClient,
  parameters: {
    readonly netuid: number
    readonly hotkeys: readonly string[]
    readonly at?: BlockRef | undefined
  },
): Promise<readonly (ModelCard | null)[]> {
  const commitments = await readCommitments(client, parameters)
  return commitments.map((commitment) => modelCardIn(readSlot(commitment?.fields ?? []).entries))
}

/** Payload of a card: the hash, the length of the name, the name and the licence. */
export function encodeModelCard({ sha256, name, licence }: ModelCard): Uint8Array {
  const [nameBytes, licenceBytes] = [Buffer.from(name), Buffer.from(licence)]
  return Uint8Array.of(...sha256, nameBytes.length, ...nameBytes, ...licenceBytes)
}

/** The card among entries; null for none, and for one that is not well formed. */
export function modelCardIn(entries: readonly SlotEntry[]): ModelCard | null {
  const payload = findEntry({ entries, foreign: [] }, entryKinds.modelCard, 0)?.payload
  const length = payload?.[hashBytes]
  if (payload === undefined || length === undefined) return null
  const start = hashBytes + 1
  const name = textOf(payload.subarray(start, start + length))
  const licence = textOf(payload.subarray(start + length))
  const isWhole = payload.length > start + length
  const isCard = isWhole && isShort(longestModelName)(name) && isShort(longestLicence)(licence)
  return isCard ? { sha256: payload.slice(0, hashBytes), name: name!, licence: licence! } : null
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
