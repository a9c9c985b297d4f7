import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { expect, test } from 'vitest'
import { unalias } from './aliases.js'
import { catalogue } from './catalogue.js'
import { parseCommandLine } from './parse.js'

const specs = catalogue.flatMap((entry) =>
  'commands' in entry
    ? entry.commands.map((spec) => ({ path: `${entry.name} ${spec.name}`, spec }))
    : [{ path: entry.name, spec: entry }],
)

/** Words of a line as a shell would give them, up to a pipe, a redirection or a comment. */
function wordsOf(line: string): readonly string[] {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')
  const end = words.findIndex((word) => ['|', '>', '#'].includes(word))
  return end === -1 ? words : words.slice(0, end)
}

test.each(specs)(
  '$path: its action knows the options that its help shows, and no others',
  async ({ spec }) => {
    const command = new Command()
    for (const [flags, description] of spec.options ?? []) command.option(flags, description)
    const shown = command.options.map((option) => option.attributeName())
    const { action } = await spec.load()
    expect([...action.options].sort()).toEqual([...shown].sort())
  },
)

test.each(specs)('$path: its examples are command lines', ({ spec }) => {
  expect(spec.examples.length).toBeGreaterThan(0)
  for (const [line] of spec.examples) {
    const parsed = parseCommandLine(unalias(wordsOf(line)))
    expect([line, parsed.kind === 'run' && parsed.invocation.spec.summary]).toEqual([line, spec.summary])
  }
})

test.each([
  ['cli.md', 15],
  ['validator.md', 8],
  ['deploy.md', 2],
  ['update.md', 6],
  ['receipts.md', 4],
  ['governance.md', 3],
])('every line of %s is a command line', (name, atLeast) => {
  const guide = readFileSync(new URL(`../../../../../docs/${name}`, import.meta.url), 'utf8')
  const lines = [...guide.matchAll(/^(?:npx )?subnet (.*)$/gm)].map(([, line]) => line ?? '')
  expect(lines.length).toBeGreaterThan(atLeast)
  for (const line of lines) {
    expect([line, parseCommandLine(unalias(wordsOf(line))).kind]).toEqual([
      line,
      line.includes('--help') ? 'print' : 'run',
    ])
  }
})
