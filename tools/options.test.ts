import { Command } from 'commander'
import { afterEach, expect, it, vi } from 'vitest'
import { refuseWrongOptions, wholeNumber } from './options.js'

class Exited extends Error {}

const endsWith = (...args: string[]) => {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
    throw new Exited()
  })
  const program = refuseWrongOptions(new Command('siege'))
    .option('--calls <n>', 'calls', wholeNumber(10))
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
  expect(() => program.parse(args, { from: 'user' })).toThrow(Exited)
  return exit.mock.lastCall?.[0]
}

afterEach(() => void vi.restoreAllMocks())

it('defect: a wrong option of a tool ended in a stack, or with code 1', () => {
  expect(endsWith('--nope')).toBe(2)
  expect(endsWith('extra')).toBe(2)
  expect(endsWith('--calls', '9')).toBe(2)
  expect(endsWith('--calls', '1.5')).toBe(2)
  expect(endsWith('--help')).toBe(0)
})
