import { randomBytes } from 'node:crypto'
import {
  type FileId,
  type FileInfo,
  type FilesNetwork,
  type FilesView,
  filesView,
  isSubnetError,
} from 'subnetkit'
import type { Catalogue, StoredFile } from '../catalogue.js'
import { protocol, type StorageProtocol } from '../protocol.js'
import { getFile } from './get.js'
import { createNetwork, type StorageClient } from './network.js'
import { type Place, putFile, removeFile } from './put.js'
import { renameFile } from './rename.js'

/** Largest object of a user. */
const maxBytes = '64MB'

/**
 * The catalogue's files as objects of users: a gateway serves them at `/v1/objects`. Each is coded and spread as `storage put` does it, holding
 * one segment in memory. It is put under a name of its own and then moved, so that the former object stays until the new one is whole.
 */
export function objectsOf(catalogue: Catalogue): FilesView {
  let renaming: Promise<unknown> = Promise.resolve()
  /** One after the other: of two objects of one name, the pieces of the first are loose once the second is there. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = renaming.then(work, work)
    renaming = done.catch(() => {})
    return done
  }

  let sweptAt = Number.NEGATIVE_INFINITY
  /** Removes drafts of processes that were killed, with the pieces of them that miners hold. */
  async function sweep(place: Place): Promise<void> {
    const now = Date.now()
    if (now - sweptAt < draftMs) return
    sweptAt = now
    for (const { name, putAt } of await catalogue.files())
      if (name.includes(draftMark) && now - Date.parse(putAt) > draftMs)
        // Another process may have removed it.
        await removeFile(place, name).catch(() => {})
  }

  return filesView(protocol, {
    maxBytes,
    async put({ content, ...id }, network) {
      const place = placeOf(catalogue, network)
      await sweep(place)
      const name = entryOf(id)
      const draft = `${name}${draftMark}${randomBytes(8).toString('hex')}`
      const file = await putFile(place, content, { name: draft, ...shapeFor(network.miners.length) })
      return infoOf(id.name, await inTurn(() => renameFile(place, file, name)))
    },
    async stat(id) {
      const file = (await catalogue.files()).find(({ name }) => name === entryOf(id))
      return file && file.cid !== '' ? infoOf(id.name, file) : null
    },
    get: (id, range, network) => getFile(placeOf(catalogue, network), entryOf(id), range),
    async remove(id, network) {
      try {
        await inTurn(() => removeFile(placeOf(catalogue, network), entryOf(id)))
        return true
      } catch (error) {
        if (isSubnetError(error) && error.code === 'FILE_UNKNOWN') return false
        throw error
      }
    },
    async list(owner) {
      const start = entryOf({ owner, name: '' })
      const own = (await catalogue.files()).filter(
        ({ name, cid }) => name.startsWith(start) && !name.includes(draftMark) && cid !== '',
      )
      return own.map((file) => infoOf(file.name.slice(start.length), file))
    },
  })
}

/** Between a name and what makes a draft of it; no name of a user has it. */
const draftMark = '\n'
/** Time after which a draft is nobody's, in ms: no upload takes a day. */
const draftMs = 86_400_000

const entryOf = ({ owner, name }: FileId): string => `${owner}:${name}`

const infoOf = (name: string, { size, cid, putAt }: StoredFile): FileInfo => ({
  ...{ name, size, etag: cid },
  modified: new Date(putAt),
})

/** Pieces for so many miners: any two of six may vanish, or one of fewer. */
const shapeFor = (miners: number) =>
  miners >= 6 || miners < 2 ? { data: 4, parity: 2 } : { data: miners - 1, parity: 1 }

/** The miners of a request as the functions for files ask them. */
function placeOf(catalogue: Catalogue, network: FilesNetwork<StorageProtocol>): Place {
  const client: StorageClient = {
    // What cleans up has no signal, and runs on when the client has left.
    query: (host, synapse, input, { signal = new AbortController().signal } = {}) =>
      network.query(host, synapse, input, { signal }),
  }
  return { catalogue, network: createNetwork(network.miners, client, network.signal) }
}
