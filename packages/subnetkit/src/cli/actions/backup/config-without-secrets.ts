import { maskUrl, secretKind } from '../../../secrets/secrets.js'

/** A configuration as a file may have it, and what was taken out of it. */
export interface SafeConfig {
  readonly config: object
  /** Keys such as `database.url`, with what they lack. */
  readonly leftOut: readonly string[]
}

const secretName =
  /(password|passwd|passphrase|secret|mnemonic|seed|token|api[-_]?key|private[-_]?key|credential|authorization)s?$/i

const userinfo = /^[\w+]+:\/\/[^/?#]*@/

/** Takes out of a configuration what is a secret by its name or its shape, and users and passwords out of URLs. */
export function configWithoutSecrets(config: object): SafeConfig {
  const leftOut: string[] = []

  /** Undefined for what is left out; `hidden` below a name of secrets, such as a list of tokens. */
  function clean(value: unknown, path: readonly string[], hidden: boolean): unknown {
    const key = path.join('.')
    if (typeof value === 'object' && value !== null) {
      const inner = Object.entries(value).flatMap(([name, one]) => {
        const cleaned = clean(one, [...path, name], hidden || secretName.test(name))
        return cleaned === undefined ? [] : [[name, cleaned] as const]
      })
      return Array.isArray(value) ? inner.map(([, one]) => one) : Object.fromEntries(inner)
    }
    if (typeof value !== 'string') return value
    if (hidden || secretKind(value) !== null) {
      leftOut.push(key)
      return undefined
    }
    if (!value.includes('://')) return value
    // A password with a slash or a hash makes a URL that no parser takes apart.
    if (value.replace(userinfo, '').includes('@')) {
      leftOut.push(key)
      return undefined
    }
    const masked = maskUrl(value)
    if (masked !== value) leftOut.push(`user, password and query of ${key}`)
    return masked
  }
  return { config: clean(config, [], false) as object, leftOut }
}
