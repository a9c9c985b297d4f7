import { maskUrl, secretKind } from '../../../secrets/secrets.js'

/** A configuration as a file may have it, and what was taken out of it. */
export interface SafeConfig {
  readonly config: object
  /** Keys such as `database.url`, with what they lack. */
  readonly leftOut: readonly string[]
}

const secretName = /(password|passphrase|secret|mnemonic|seed|token|apikey|api_key|privatekey)$/i

/** Takes out of a configuration what is a secret by its name or its shape, and users and passwords out of URLs. */
export function configWithoutSecrets(config: object): SafeConfig {
  const leftOut: string[] = []

  function clean(value: unknown, path: readonly string[]): unknown {
    const key = path.join('.')
    if (Array.isArray(value)) return value.map((one, at) => clean(one, [...path, String(at)]))
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).flatMap(([name, one]) => {
          const inner = [...path, name]
          // A folder or a file is named, not shown.
          if (isSecret(name, one)) {
            leftOut.push(inner.join('.'))
            return []
          }
          return [[name, clean(one, inner)]]
        }),
      )
    }
    if (typeof value !== 'string' || !value.includes('://')) return value
    const masked = maskUrl(value)
    if (masked !== value) leftOut.push(`user, password and query of ${key}`)
    return masked
  }
  return { config: clean(config, []) as object, leftOut }
}

const isSecret = (name: string, value: unknown): boolean =>
  typeof value === 'string' && (secretName.test(name) || secretKind(value) !== null)
