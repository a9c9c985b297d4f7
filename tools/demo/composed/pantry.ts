import { createHash } from 'node:crypto'
import { hashObject } from '@subnetkit/possession'
import type { StorageProtocol } from '@subnetkit/subnet-storage/protocol'
import { tagsOf, type Vault } from '@subnetkit/subnet-storage/vault'
import type { CalleeReceipt, CallOptions, SubnetClient, SubnetResult } from 'subnetkit'

/** An object as the storage subnet knows it: the root of its tree, and its size. */
export interface Kept {
  readonly object: string
  readonly size: number
}

/** A file in pieces, with the hash of the whole. */
export interface KeptFile {
  readonly sha256: string
  readonly pieces: readonly (Kept & Paid)[]
}

/** Receipt of the call that stored something. */
interface Paid {
  readonly receipt: CalleeReceipt | null
}

type Storage = SubnetClient<StorageProtocol>
type Ok<Result> = Extract<Result, { readonly kind: 'ok' }>

/** Bytes of a piece, below the limit of the protocol. */
const pieceBytes = 2_097_152

/** The result if it is good. Throws with its reason otherwise. */
export function good<Output>(what: string, result: SubnetResult<Output>): Ok<SubnetResult<Output>> {
  if (result.kind === 'ok') return result as Ok<SubnetResult<Output>>
  throw new Error(`${what}: ${result.code}: ${result.reason}`)
}

/** Stores bytes as one object. */
export async function store(storage: Storage, vault: Vault, bytes: Uint8Array, options: CallOptions) {
  const { root } = await hashObject([bytes])
  const kept = { object: Buffer.from(root).toString('hex'), size: bytes.length }
  async function* content() {
    yield bytes
  }
  const tags = tagsOf(vault, kept.object, kept.size, content)
  const result = good('storage', await storage.query('store', { ...kept, bytes, tags }, options))
  if (!result.output.stored) throw new Error('the storage miner did not take the object')
  return { kept, result }
}

/** Stores a file piece by piece. */
export async function storeFile(storage: Storage, vault: Vault, file: Uint8Array, options: CallOptions) {
  const pieces: (Kept & Paid)[] = []
  for (let at = 0; at < file.length; at += pieceBytes) {
    const { kept, result } = await store(storage, vault, file.subarray(at, at + pieceBytes), options)
    pieces.push({ ...kept, receipt: result.receipt })
  }
  return { sha256: sha256(file), pieces }
}

/** Loads a file by its hash. Throws for any other content. */
export async function loadFile(storage: Storage, file: KeptFile, options: CallOptions): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (const { object, size, receipt } of file.pieces) {
    const blocks = 2 ** Math.ceil(Math.log2(Math.ceil(size / 65_536)))
    const asked = { object, size, first: 0, blocks }
    const { output } = good(
      'storage',
      await storage.query('retrieve', asked, { ...options, madeOf: [{ receipt }] }),
    )
    parts.push(await output.bytes.bytes())
  }
  const whole = Buffer.concat(parts)
  if (sha256(whole) !== file.sha256)
    throw new Error(`the storage subnet gave another file than ${file.sha256}`)
  return whole
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
