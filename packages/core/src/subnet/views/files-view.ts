import { type ByteSize, callback, optionsOf, parseOptions, toBytes } from '@subnetkit/base'
import { z } from 'zod'
import type { MinerEndpoint, QueryResult } from '../miner-client.js'
import type { Protocol, SynapseOutput, SynapseRequest } from '../synapse.js'
import { limitField } from './view.js'

/** Owner and name of a file: no owner sees the files of another. */
export interface FileId {
  /** 1 to 20 of `A-Z`, `a-z`, `0-9` and `-`, given by the gateway for a key or a project. */
  readonly owner: string
  readonly name: string
}

/** Description of a file that is kept. */
export interface FileInfo {
  readonly name: string
  readonly size: number
  /** Name of its content: another content has another one. Printable ASCII without quotation marks. */
  readonly etag: string
  readonly modified: Date
}

/** Miners as a files view asks them, for one request. */
export interface FilesNetwork<P extends Protocol = Protocol> {
  /** Miners that can be asked, in a random order. */
  readonly miners: readonly MinerEndpoint[]
  /** Ends when the client leaves. */
  readonly signal: AbortSignal
  /** Asks one of them. Each call is counted, and sent in the name of the gateway's hotkey. Objects have no receipts. */
  query<Name extends keyof P & string>(
    miner: MinerEndpoint,
    synapse: Name,
    input: SynapseRequest<P[Name]>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<QueryResult<SynapseOutput<P[Name]>>>
}

/** A file that a user puts. */
export interface FilePut extends FileId {
  readonly size: number
  /** Its bytes, which can be read once, `size` of them. */
  readonly content: AsyncIterable<Uint8Array>
}

/** Bytes of a file, the last one not included. */
export interface FileRange {
  readonly from: number
  readonly to: number
}

/**
 * Options of {@link filesView}. A transient error, such as too few miners, becomes 503; any other one 502, without its text.
 */
export interface FilesViewOptions<P extends Protocol> {
  /** Largest file, such as `64MB`. */
  readonly maxBytes: ByteSize
  /** Bytes that a name may have, percent-encoded. @default 128 */
  readonly maxNameBytes?: number | undefined
  /** Keeps a file, in place of one of its name. Nothing of it is kept where it throws, and the former one stays. */
  readonly put: (file: FilePut, network: FilesNetwork<P>) => Promise<FileInfo>
  /** Returns the description of a file, or null if there is none. */
  readonly stat: (id: FileId) => Promise<FileInfo | null>
  /** Yields the bytes of a range, verified, without holding the file in memory. */
  readonly get: (id: FileId, range: FileRange, network: FilesNetwork<P>) => AsyncIterable<Uint8Array>
  /** Forgets a file; false if there is none. */
  readonly remove: (id: FileId, network: FilesNetwork<P>) => Promise<boolean>
  /** Returns the files of an owner, in the order of their names. */
  readonly list: (owner: string) => Promise<readonly FileInfo[]>
}

/** A protocol seen as a place for files. */
export interface FilesView {
  readonly maxBytes: number
  readonly maxNameBytes: number
  put(file: FilePut, network: FilesNetwork): Promise<FileInfo>
  stat(id: FileId): Promise<FileInfo | null>
  get(id: FileId, range: FileRange, network: FilesNetwork): AsyncIterable<Uint8Array>
  remove(id: FileId, network: FilesNetwork): Promise<boolean>
  list(owner: string): Promise<readonly FileInfo[]>
  /** The protocol itself, by which a definition knows that of the view. */
  readonly of: Protocol
}

const schema = optionsOf({
  maxBytes: z.custom<ByteSize>(),
  maxNameBytes: limitField(128),
  put: callback<FilesView['put']>(),
  stat: callback<FilesView['stat']>(),
  get: callback<FilesView['get']>(),
  remove: callback<FilesView['remove']>(),
  list: callback<FilesView['list']>(),
})

/**
 * Shows a protocol as a place for files, for `views` of defineSubnet: a gateway serves it at `/v1/objects`. Throws CONFIG_INVALID for a
 * size that is none.
 * @example
 * filesView(protocol, {
 *   maxBytes: '64MB',
 *   put: (file, network) => store(file, network),
 *   stat: ({ owner, name }) => catalogue.find(owner, name),
 *   get: (id, range, network) => read(id, range, network),
 *   remove: (id, network) => forget(id, network),
 *   list: (owner) => catalogue.list(owner),
 * })
 */
export function filesView<P extends Protocol>(protocol: P, options: FilesViewOptions<P>): FilesView {
  const { maxBytes, ...parsed } = parseOptions(schema, options, 'filesView')
  return { ...parsed, maxBytes: toBytes(maxBytes, 'filesView maxBytes'), of: protocol }
}
