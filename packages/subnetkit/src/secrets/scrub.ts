import { maskUrl } from './secrets.js'

/** Stands where a secret stood. */
export const hidden = '[hidden]'
/** Fewest words in a row that count as a mnemonic: one that was cut short is a secret, too. */
const fewestWords = 8

/** Words of a mnemonic with white space between them, escaped or not, or with one separator throughout, as in JSON. */
const spaced = String.raw`(?:\s|\\[nrt])+[a-z]{3,8}`
const separated = String.raw`(["'\\]{0,2}\s?[,;_-]\s?["'\\]{0,2})[a-z]{3,8}(?:\1[a-z]{3,8})`
/** Words in a row that may be a mnemonic. */
export const wordRun = new RegExp(
  `(?<![a-z])[a-z]{3,8}(?:(?:${spaced}){${fewestWords - 1},}|${separated}{${fewestWords - 2},})(?![a-z])`,
  'gi',
)
/** White space and separators between such words. */
export const gaps = /((?:[\s,;_'"-]|\\[nrt"])+)/
/** Frequent words of sentences that no mnemonic has, since BIP39 does not list them. */
const prose = new Set(
  (
    'the and for not are was has had but its from than does did were been them see out our your these those both each ' +
    'while after which them here being having with most some new may could would should onto via'
  ).split(' '),
)

const secretNames =
  'mnemonic|phrase|seed|password|passwd|passphrase|secret|suri|private[-_]?key|api[-_]?key|token|authorization|cookie'
/** Name of a setting, a header or a field that holds a secret, such as `walletPassword`. */
const secretName = new RegExp(`(?:${secretNames})$`, 'i')
/** The same with its value, in a text: `password=…`, `api_key: "…"`, `Authorization: Bearer …`. */
const named = new RegExp(
  String.raw`((?:${secretNames})["']?\s*[=:]\s*)("[^"\n]*"|'[^'\n]*'|(?:bearer|basic)\s+\S+|[^\s,;)\]}"']+)`,
  'gi',
)

/** Shapes that nothing but a secret has: users of URLs, and keys of gateways. */
export const certainShapes: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/\b[a-z][a-z\d+.-]*:\/\/[^\s"'<>\\/?#]*@[^\s"'<>\\]*/gi, withoutUser],
  [/\bsn_[a-z]+_[\w-]{6,}/gi, () => hidden],
]

const shapes: readonly (readonly [RegExp, (found: string) => string])[] = [
  // URLs of endpoints may have keys in their paths; of others only the user and the query are secret.
  [/\bwss?:\/\/[^\s"'<>\\]+/gi, maskUrl],
  ...certainShapes,
  // Seeds and private keys; a hash looks the same, so our own lines only show the beginning of one.
  [/(?<![\da-z])(?:0x)?[\da-f]{64,}(?![\da-z])/gi, () => hidden],
  // The bytes of a key, as numbers.
  [/(?<![\d.])\d{1,3}(?:,\s*\d{1,3}){31,}(?![\d.])/g, () => hidden],
  // A secret URI with a password.
  [/(?<![:\w])\/\/[^\s"'\\]*\/\/\/[^\s"'\\]+/g, () => hidden],
  [/\bbearer\s+[\w.~+/-]{8,}=*/gi, () => `Bearer ${hidden}`],
  [wordRun, (run) => hideWords(run)],
]

/** Takes what has the shape of a secret out of a finished line. Valid JSON stays valid. */
export function scrubLine(line: string): string {
  let shown = line
  for (const [shape, mask] of shapes) shown = shown.replace(shape, (found) => beforePunctuation(found, mask))
  return shown
}

/** Takes secrets out of a text: what has their shape, and values with the name of one. */
export function scrubText(text: string): string {
  return scrubLine(text.replace(named, `$1${hidden}`))
}

/** The same for a value that becomes JSON, at every level of nesting. Pass it to `JSON.stringify`. */
export function scrubbing(key: string, value: unknown): unknown {
  if (key !== '' && secretName.test(key) && value !== null && typeof value !== 'boolean') return hidden
  if (typeof value === 'string') return scrubText(value)
  if (typeof value === 'bigint') return String(value)
  return value instanceof Uint8Array ? `${value.length} bytes` : value
}

/** A sentence ends after its URL, not within. */
export function beforePunctuation(found: string, mask: (text: string) => string): string {
  const end = /[.,;:)\]]*$/.exec(found)?.[0] ?? ''
  return mask(found.slice(0, found.length - end.length)) + end
}

function withoutUser(url: string): string {
  return url.replace(/^([^/]*\/\/)[^@]*@/, `$1${hidden}@`).replace(/\?.*$/, '?…')
}

/** Hides words between those of sentences, where enough of them stand in a row. */
function hideWords(run: string): string {
  const shown: string[] = []
  let words: string[] = []
  const end = () => {
    const isSecret = words.filter((_, index) => index % 2 === 0).length >= fewestWords
    const last = words.length % 2 === 0 ? (words.pop() ?? '') : ''
    shown.push(isSecret ? hidden : words.join(''), last)
    words = []
  }
  for (const part of run.split(gaps)) {
    if (!prose.has(part.toLowerCase())) words.push(part)
    else {
      end()
      shown.push(part)
    }
  }
  end()
  return shown.join('')
}
