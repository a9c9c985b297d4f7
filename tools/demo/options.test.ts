import { expect, it } from 'vitest'
import { parseOptions, UsageError } from './options.js'

it.each([
  [['--rounds', 'many'], '--rounds takes a whole number'],
  [['--rounds', '0'], '--rounds takes 1 to 100'],
  [['--seed', 'a b'], '--seed takes'],
  [['--sed', 'a'], "unknown option '--sed'"],
  [['--subnet', 'music'], '--subnet takes text'],
  [['--subnet', 'all', '--keep'], '--keep takes one subnet'],
  [['--subnet', 'storage', '--gateway'], '--gateway takes --subnet text'],
  [['--subnet', 'storage', '--modes'], '--modes takes --subnet text'],
  [['now'], 'too many arguments'],
])('refuses %j in one sentence', (args, sentence) => {
  const refused = () => parseOptions(args)
  expect(refused).toThrow(UsageError)
  expect(refused).toThrow(sentence)
})

it.each([
  [[], false],
  [['--gateway'], true],
  [['--gateway', '--no-keep'], false],
  [['--modes'], false],
  [['--keep'], true],
])('with %j it keeps running: %s', (args, keep) => {
  expect(parseOptions(args)?.keep).toBe(keep)
})
