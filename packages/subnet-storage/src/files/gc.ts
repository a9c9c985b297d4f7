import type { StoredFile } from '../catalogue.js'
import { fileError } from './errors.js'
import { collectLoose } from './loose.js'
import { type Place, removeFile } from './put.js'

/** Result of {@link collectGarbage}. */
export interface Garbage {
  /** Files that a killed `put` has left half-stored, and that are removed. */
  readonly files: readonly string[]
  /** Pieces that miners have forgotten. */
  readonly dropped: number
  /** Pieces whose miners gave no answer; they stay noted. */
  readonly left: number
  /** Hotkeys that have left the subnet, and whose fillers are no longer recorded. */
  readonly departed: readonly string[]
}

/** Options of {@link collectGarbage}. */
export interface GarbageOptions {
  /** Time without a sign of life after which a `put` counts as killed, in ms. @default an hour */
  readonly idleMs?: number
}

/**
 * Removes what no file needs: half-stored files, pieces that a killed command has left at miners, and the fillers of hotkeys that have left the subnet.
 * Throws CATALOGUE_ELSEWHERE if no hotkey with fillers is in the subnet.
 */
export async function collectGarbage(
  place: Place,
  { idleMs = 3_600_000 }: GarbageOptions = {},
): Promise<Garbage> {
  const { catalogue, network } = place
  const departed = await departedOf(place)
  const idle = new Map((await catalogue.loose()).map((one) => [one.salt, one.idleMs]))
  const isIdle = ({ salt, putAt }: StoredFile) => (idle.get(salt) ?? Date.now() - Date.parse(putAt)) >= idleMs
  const known = await catalogue.files()
  const halves = known.filter((file) => file.cid === '' && isIdle(file))
  const busy = new Set(known.filter((file) => file.cid === '' && !isIdle(file)).map(({ salt }) => salt))
  let [dropped, left] = [0, 0]
  for (const { name } of halves) dropped += (await removeFile(place, name)).dropped
  for (const { salt } of await catalogue.loose()) {
    if (busy.has(salt)) continue
    const collected = await collectLoose({ catalogue, network }, salt)
    dropped += collected.dropped
    left += collected.left
  }
  for (const hotkey of departed) await catalogue.removeFillers(hotkey)
  return { files: halves.map(({ name }) => name), dropped, left, departed }
}

/** Hotkeys with fillers that are not in the subnet; none where it is not known who is. */
async function departedOf({ catalogue, members }: Place): Promise<string[]> {
  const hotkeys = members ? await catalogue.fillerHotkeys() : []
  const departed = hotkeys.filter((hotkey) => !members?.has(hotkey))
  // A wrong network would forget all of them.
  if (departed.length > 0 && departed.length === hotkeys.length)
    throw fileError('CATALOGUE_ELSEWHERE', { hotkeys: hotkeys.length })
  return departed
}
