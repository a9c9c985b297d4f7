import { hashObject } from '@subnetkit/possession'
import { z } from 'subnetkit'
import { type CataloguePlace, openFolder } from './catalogue-place.js'
import { fillerOf, type Vault } from './vault.js'

/** Object that a hotkey holds for the validator. */
export interface HeldObject {
  /** Root of its Merkle tree, in hex. */
  readonly object: string
  readonly size: number
}

const held = z.object({ object: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().min(1) })
const fillers = z.array(held)
const lost = z.array(z.string())

const pieces = z.array(held.extend({ hotkey: z.string() }))

const fileSchema = z.object({
  name: z.string(),
  size: z.int().min(0),
  /** Content id of the whole file; empty until all of it is stored. */
  cid: z.string(),
  /** Part of the keys of its pieces. */
  salt: z.string(),
  putAt: z.string(),
  data: z.int(),
  parity: z.int(),
  pieceBytes: z.int(),
  iterations: z.int(),
  /** Of each segment, a piece for each shard. */
  segments: z.array(pieces),
})

/** Pieces that miners may hold and that no file has: of a command that still runs, or was killed, or whose miners did not answer. */
export interface LoosePieces {
  /** That of the file which they were made for. */
  readonly salt: string
  readonly pieces: z.output<typeof pieces>
  /** Time since they were noted, in ms. */
  readonly idleMs: number
}

/** A file that users put: where its pieces are, and how to put them together. */
export type StoredFile = z.output<typeof fileSchema>

/** Record of everything that a validator has given to miners. Each entry is replaced as a whole, so that a kill at any time leaves what was there or what is new. */
export interface Catalogue {
  vault(): Promise<Vault>
  /** Objects that each hotkey is known to have taken, without those that it admitted to have lost. */
  holdings(): Promise<ReadonlyMap<string, readonly HeldObject[]>>
  /** The same with those that it admitted to have lost: an object that is not among them was removed. */
  given(): Promise<ReadonlyMap<string, readonly HeldObject[]>>
  /** Next filler of a hotkey: one that gave way to a file, or a new one, whose index is the number of those that it was given. */
  nextFiller(hotkey: string, size: number): Promise<HeldObject & { readonly index: number }>
  /** Notes that a hotkey took a filler. Repeating it changes nothing; what was never offered is not noted. */
  confirmFiller(hotkey: string, filler: HeldObject & { readonly index: number }): Promise<void>
  /** Notes that a hotkey admits a loss: it is not asked about these objects again, and gets others. Repeating it changes nothing. */
  forget(hotkey: string, objects: readonly string[]): Promise<void>
  /** Has the newest fillers of a hotkey give way, of as many bytes or all of them, and returns them: they are not asked about any more. */
  yieldFillers(hotkey: string, bytes: number): Promise<readonly HeldObject[]>
  files(): Promise<StoredFile[]>
  /** Writes the entry of a new file; false if there is one of its name, which stays as it is. */
  addFile(file: StoredFile): Promise<boolean>
  /** Writes the entry of a file. */
  saveFile(file: StoredFile): Promise<void>
  removeFile(name: string): Promise<void>
  /** Hotkeys that were given fillers or admitted a loss. */
  fillerHotkeys(): Promise<string[]>
  /** Removes the record of a hotkey's fillers: for one that has left. If it comes back it is offered the same ones. */
  removeFillers(hotkey: string): Promise<void>
  /** Pieces that no file has. */
  loose(): Promise<LoosePieces[]>
  /** Notes them, in place of those noted before; none removes the note. */
  noteLoose(salt: string, pieces: LoosePieces['pieces']): Promise<void>
}

/** Opens a catalogue in a folder, which is made with the first thing in it, or in another place. */
export function openCatalogue(directory: string | CataloguePlace): Catalogue {
  const place = typeof directory === 'string' ? openFolder(directory) : directory
  const { vault, remove } = place

  async function all<T>(kind: string, schema: z.ZodType<T>): Promise<[name: string, content: T][]> {
    const entries = (await place.names(kind)).map(async (name): Promise<[string, T][]> => {
      const text = await place.read(kind, name)
      // Removed since the names were read.
      if (text === null) return []
      const parsed = schema.safeParse(JSON.parse(text))
      if (!parsed.success)
        throw new Error(`${place.path(kind, name)} is no entry of a catalogue; restore it from a backup`)
      return [[name, parsed.data]]
    })
    return (await Promise.all(entries)).flat()
  }
  const write = (kind: string, name: string, content: unknown, overwrite = true) =>
    place.write(kind, name, JSON.stringify(content), { overwrite })
  async function fillersAt(hotkey: string): Promise<HeldObject[]> {
    return fillers.parse(JSON.parse((await place.read('fillers', hotkey)) ?? '[]'))
  }
  async function lostAt(hotkey: string): Promise<string[]> {
    return lost.parse(JSON.parse((await place.read('lost', hotkey)) ?? '[]'))
  }
  async function fillerAt(hotkey: string, index: number, size: number): Promise<HeldObject> {
    const { root } = await hashObject(fillerOf(await vault(), hotkey, index, size), { blocks: false })
    return { object: Buffer.from(root).toString('hex'), size }
  }
  /** Names of fillers that gave way, each an entry of its own: a command writes them while the validator writes the rest. */
  const yielded = async () => new Set(await place.names('yielded'))
  async function given(): Promise<Map<string, HeldObject[]>> {
    const away = await yielded()
    const found = new Map<string, HeldObject[]>()
    for (const [hotkey, objects] of await all('fillers', fillers))
      found.set(
        hotkey,
        objects.filter(({ object }) => !away.has(yieldName(hotkey, object))),
      )
    for (const { segments } of await files()) {
      for (const { hotkey, object, size } of segments.flat()) {
        const known = found.get(hotkey)
        if (known) known.push({ object, size })
        else found.set(hotkey, [{ object, size }])
      }
    }
    return found
  }
  const files = async () => (await all('files', fileSchema)).map(([, file]) => file)
  return {
    vault,
    files,
    given,
    async holdings() {
      const found = await given()
      for (const [hotkey, objects] of await all('lost', lost)) {
        const gone = new Set(objects)
        found.set(
          hotkey,
          (found.get(hotkey) ?? []).filter(({ object }) => !gone.has(object)),
        )
      }
      return found
    },
    async nextFiller(hotkey, size) {
      const [known, away, gone] = [await fillersAt(hotkey), await yielded(), await lostAt(hotkey)]
      // One that was lost would not count any more if the miner took it again.
      const again = known.findIndex(
        (one) => one.size === size && away.has(yieldName(hotkey, one.object)) && !gone.includes(one.object),
      )
      const index = again < 0 ? known.length : again
      return { ...(known[again] ?? (await fillerAt(hotkey, index, size))), index }
    },
    async confirmFiller(hotkey, { object, size, index }) {
      const known = await fillersAt(hotkey)
      if (known[index]?.object === object) return remove('yielded', yieldName(hotkey, object))
      if (known.length !== index || (await fillerAt(hotkey, index, size)).object !== object) return
      await write('fillers', hotkey, [...known, { object, size }])
    },
    async forget(hotkey, objects) {
      const known = await lostAt(hotkey)
      const all = new Set([...known, ...objects])
      if (all.size > known.length) await write('lost', hotkey, [...all])
    },
    async yieldFillers(hotkey, bytes) {
      const [away, gone] = [await yielded(), await lostAt(hotkey)]
      const found: HeldObject[] = []
      let left = bytes
      for (const one of (await fillersAt(hotkey)).toReversed()) {
        if (left <= 0) break
        const name = yieldName(hotkey, one.object)
        // One that was lost makes no room.
        if (away.has(name) || gone.includes(one.object)) continue
        await write('yielded', name, true)
        found.push(one)
        left -= one.size
      }
      return found
    },
    addFile: (file) => write('files', file.name, file, false),
    async saveFile(file) {
      await write('files', file.name, file)
    },
    removeFile: (name) => remove('files', name),
    async fillerHotkeys() {
      return [...new Set([...(await place.names('fillers')), ...(await place.names('lost'))])].sort()
    },
    async removeFillers(hotkey) {
      for (const name of await yielded())
        if (name.startsWith(yieldName(hotkey, ''))) await remove('yielded', name)
      for (const kind of ['fillers', 'lost']) await remove(kind, hotkey)
    },
    async loose() {
      const noted = await all('loose', pieces)
      return Promise.all(
        noted.map(async ([salt, pieces]) => ({ salt, pieces, idleMs: await place.idleMs('loose', salt) })),
      )
    },
    async noteLoose(salt, pieces) {
      if (pieces.length > 0) await write('loose', salt, pieces)
      else await remove('loose', salt)
    },
  }
}

const yieldName = (hotkey: string, object: string) => `${hotkey}/${object}`
