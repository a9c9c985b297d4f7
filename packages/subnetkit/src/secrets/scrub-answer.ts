import { findMnemonics } from '@subnetkit/wallet/mnemonics'
import { beforePunctuation, certainShapes, gaps, hidden, wordRun } from './scrub.js'

const certain = [...certainShapes, [wordRun, hideMnemonics] as const]

/**
 * Takes out of a stranger's text what can hardly be anything but a secret, such as whole mnemonics. Lists of words, hashes, numbers and
 * names of fields stay.
 */
export function scrubAnswer(text: string): string {
  let shown = text
  for (const [shape, mask] of certain) shown = shown.replace(shape, (found) => beforePunctuation(found, mask))
  return shown
}

/** Words stand at the even places between their gaps. */
function hideMnemonics(run: string): string {
  const parts = run.split(gaps)
  const found = findMnemonics(parts.filter((_, index) => index % 2 === 0))
  for (const { from, to } of found.toReversed()) parts.splice(2 * from, 2 * (to - from) - 1, hidden)
  return parts.join('')
}
