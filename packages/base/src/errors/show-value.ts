/** Names of options whose text may be or hold a secret, such as a password in a URL. */
const secretNames = /password|secret|mnemonic|seed|url|uri|endpoint|network/i
/** Text that looks like a mnemonic, a secret URI, a URL or a private key, under any option name. */
const secretText = /\s|\/\/|^0x|^[0-9a-f]{64,}$/i

/** Longest text that a message repeats. */
export const longestShown = 60

/** Names of options whose number may be a secret, too. */
const secretNumbers = /password|secret|mnemonic|seed|uri/i

/** A value as a message shows it: short, without the inside of objects, and never what may be a secret. */
export function showValue(value: unknown, name = ''): string {
  if (typeof value === 'string') {
    if (secretNames.test(name) || secretText.test(value)) return 'the given text'
    return value.length > longestShown ? `'${value.slice(0, longestShown)}…'` : `'${value}'`
  }
  if ((typeof value === 'number' || typeof value === 'bigint') && secretNumbers.test(name))
    return 'this number'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}
