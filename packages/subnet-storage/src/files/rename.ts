import type { StoredFile } from '../catalogue.js'
import { collectLoose } from './loose.js'
import type { Place } from './put.js'

/**
 * Gives a file another name, in place of a file that has it. A kill at any time leaves one of the two under the name: pieces of the other are noted
 * before its entry goes, so that `gc` finds them.
 */
export async function renameFile(
  { catalogue, network }: Place,
  file: StoredFile,
  name: string,
): Promise<StoredFile> {
  const former = (await catalogue.files()).find((one) => one.name === name)
  const renamed = { ...file, name }
  if (former) {
    const known = (await catalogue.loose()).find(({ salt }) => salt === former.salt)?.pieces ?? []
    await catalogue.noteLoose(former.salt, [...former.segments.flat(), ...known])
  }
  await catalogue.saveFile(renamed)
  await catalogue.removeFile(file.name)
  if (former) await collectLoose({ catalogue, network: network.unstoppable }, former.salt)
  return renamed
}
