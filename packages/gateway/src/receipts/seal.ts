import { createMerkleTree, hashLeaf, rootOf } from '@subnetkit/base'
import { canonicalJson } from '@subnetkit/core/validator'
import { decodeAddress, verifySignature } from '@subnetkit/wallet'
import { sha256 } from './hashes.js'
import { answersVersion, type Receipt, type Seal } from './receipt.js'

/** The hotkey of a gateway, and how it signs receipts. */
export interface ReceiptSigner {
  /** SS58 address. */
  readonly address: string
  /** Signs a text (sr25519); null for a hotkey whose signer signs none. */
  readonly sign: ((text: string) => Promise<Uint8Array> | Uint8Array) | null
}

/** Leaf of a receipt in the tree of its batch. */
const leafOf = (receipt: Receipt): Uint8Array =>
  hashLeaf(`${answersVersion} receipt\n${sha256(canonicalJson(receipt))}`)

/** Text that a gateway signs for a batch. */
export const batchText = (batch: {
  readonly gateway: string
  readonly genesis: string
  readonly count: number
  readonly root: string
}): string => `${answersVersion} batch\n${batch.gateway}\n${batch.genesis}\n${batch.count}\n${batch.root}`

/** Signs receipts with one signature; null for each without a signer. Throws what the signer throws. */
export async function sealReceipts(
  receipts: readonly Receipt[],
  { signer, genesis }: { readonly signer: ReceiptSigner | null; readonly genesis: string | null },
): Promise<readonly (Seal | null)[]> {
  if (signer === null || signer.sign === null || genesis === null) return receipts.map(() => null)
  const tree = createMerkleTree(receipts.map(leafOf))
  const batch = { count: receipts.length, root: hex(tree.root) }
  const signed = await signer.sign(batchText({ gateway: signer.address, genesis, ...batch }))
  const signature = `0x${hex(signed)}`
  return receipts.map((_, index) => ({ index, path: tree.pathOf(index).map(hex), ...batch, signature }))
}

/** Returns the reason for which a seal is not the gateway's over this receipt; null if it is. */
export function flawOfSeal(receipt: Receipt, { index, count, path, root, signature }: Seal): string | null {
  const { gateway, genesis } = receipt
  if (gateway === null || genesis === null) return 'it is signed, but names no gateway or no chain'
  const siblings = path.map((sibling) => Buffer.from(sibling, 'hex'))
  const reached = rootOf(leafOf(receipt), { index, count, path: siblings })
  if (reached === null || hex(reached) !== root) return 'the receipt is not the one that the seal is for'
  const message = Buffer.from(batchText({ gateway, genesis, count, root }))
  const bytes = Buffer.from(signature.slice(2), 'hex')
  try {
    const publicKey = decodeAddress(gateway)
    if (verifySignature({ scheme: 'sr25519', publicKey, message, signature: bytes })) return null
  } catch {
    return 'its gateway is no SS58 address'
  }
  return 'the signature is not that of the gateway'
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
