import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isSubnetError } from '@subnetkit/base'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { migrateFork } from './migrate-fork.js'
import { createFork, weatherFork } from './testing/fork.js'
import { oddFork } from './testing/odd-fork.js'

const texts = [weatherFork['weather/protocol.py'] ?? '', oddFork['odd/protocol/asking.py'] ?? '']
const bits = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ':',
    ',',
    '=',
    '"',
    "'",
    '"""',
    '\\',
    '\n',
    '\n    ',
    '#',
    '*/',
    '`',
    '${',
  ],
  ...[
    '\u2028',
    '\u202e',
    '天',
    '\ud800',
    'None',
    'Optional[',
    'Literal[',
    'Field(default=',
    'lambda: ',
    '/',
    '@',
  ],
  ...[
    'constructor',
    '__proto__',
    'then',
    '1e999',
    '-0',
    '1j',
    'regex=r"',
    '...',
    'class A(bt.Synapse):\n    x: ',
  ],
]
/** Replaces a number of tokens at a place by another text. */
const change = fc.record({ at: fc.nat(1_000), count: fc.nat(3), text: fc.constantFrom('', ...bits) })

test('whatever is changed in a fork, it is translated or refused with a code', async () => {
  await using fork = await createFork({ 'a/protocol.py': '' })
  const property = fc.asyncProperty(
    fc.constantFrom(...texts),
    fc.array(change, { minLength: 1, maxLength: 25 }),
    async (text, changes) => {
      const tokens = text.match(/\w+|\s+|[^\w\s]/g) ?? []
      for (const { at, count, text: other } of changes) tokens.splice(at % tokens.length, count, other)
      await writeFile(join(fork.folder, 'a/protocol.py'), tokens.join(''))
      const outcome = await migrateFork(fork.folder).catch((error: unknown) => error)
      if (outcome instanceof Error) expect(isSubnetError(outcome, 'FILE_INVALID'), String(outcome)).toBe(true)
    },
  )
  await fc.assert(property, { numRuns: 250 })
})
