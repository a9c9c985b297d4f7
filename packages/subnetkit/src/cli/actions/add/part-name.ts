import { cliError } from '../../errors.js'

const pattern = /^[a-z][a-z\d]*(-[a-z\d]+)*$/

/** Throws USAGE for a name that is no name of a family or a file. */
export function checkPartName(kind: string, name: string): void {
  if (name.length <= 32 && pattern.test(name)) return
  const detail = `'${name.slice(0, 64)}' is not the name of a ${kind}: 1 to 32 of a-z, 0-9 and single hyphens, starting with a letter`
  throw cliError('USAGE', {
    detail,
    fix: `Choose a name such as ${kind === 'family' ? 'word-count' : 'speed'}.`,
  })
}
