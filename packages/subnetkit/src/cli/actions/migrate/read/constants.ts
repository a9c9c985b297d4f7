import { literalText } from '../format/literal.js'
import type { PythonExpression } from '../python/expression.js'
import { literalOf } from '../translate/literal.js'
import type { Fork } from './fork.js'

/** A value that a fork keeps in one of its files of constants. */
export interface ForkConstant {
  /** `TEMPO`, or `Config.tempo` of a class. */
  readonly name: string
  /** As a literal of TypeScript. */
  readonly value: string
  readonly path: string
}

const holdsConstants = /(^|\/)[\w-]*(constants?|config|settings|hyperparameters|hyperparams|params)\.py$/i
/** Names of values that no report may show. */
const isSecret = /key|token|secret|passw|credential|seed|mnemonic/i
const most = 100
const longestValue = 120

/** Reads the constants of the files that are named after them: numbers, texts and lists of both. */
export function readConstants(fork: Fork): readonly ForkConstant[] {
  const found = fork.modules
    .filter(({ file }) => holdsConstants.test(file.path))
    .flatMap(({ file: { path }, values, classes }) => [
      ...[...values].filter(([name]) => /^[A-Z][A-Z\d_]*$/.test(name)).flatMap(constantIn(fork, path, '')),
      ...classes.flatMap(({ name: owner, fields, values: members }) => [
        ...fields
          .flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const]))
          .flatMap(constantIn(fork, path, `${owner}.`)),
        ...[...members].flatMap(constantIn(fork, path, `${owner}.`)),
      ]),
    ])
  return found.slice(0, most)
}

const constantIn =
  (fork: Fork, path: string, prefix: string) =>
  ([name, expression]: readonly [string, PythonExpression]): readonly ForkConstant[] => {
    const literal = isSecret.test(name) ? undefined : literalOf(fork, expression, path)
    if (literal === undefined || literal === null) return []
    const value = literalText(literal)
    return value.length > longestValue ? [] : [{ name: `${prefix}${name}`, value, path }]
  }
