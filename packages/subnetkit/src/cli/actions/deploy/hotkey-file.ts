import { join, relative, resolve, sep } from 'node:path'
import { quoted, type Settings } from '../../config/settings.js'

/**
 * Returns the keyfile of a hotkey as a word of a shell. A path in the home folder begins with $HOME, so that the files of a kit, which
 * are kept under version control, name no user.
 */
export function hotkeyFile({ path, name, hotkey }: Settings['wallet'], home: string): string {
  const file = join(resolve(path), name, 'hotkeys', hotkey)
  const inside = relative(home, file)
  return inside.split(sep)[0] === '..' ? quoted(file) : `"$HOME"/${quoted(inside)}`
}
