import { Secret } from '@subnetkit/base'
import { secretKind, secretsOfUrl } from './secrets.js'

/** Secrets among the options of a program: passwords and keys in URLs, mnemonics, seeds, secret URIs and the token of a dashboard. */
export function secretsOfOptions(options: object): readonly string[] {
  const texts = Object.values(options)
    .flat()
    .filter((value): value is string => typeof value === 'string')
  return [
    ...texts.flatMap((text) => (secretKind(text) === null ? secretsOfUrl(text) : [text])),
    ...secretsIn(options),
  ]
}

/** Every {@link Secret} among options and their groups. */
const secretsIn = (options: object): readonly string[] =>
  Object.values(options).flatMap((value) => {
    if (value instanceof Secret) return [value.reveal()]
    // Groups of options are plain; keys, clients and chains are not searched.
    const isGroup =
      value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
    return isGroup ? secretsIn(value) : []
  })
