import { expect, test } from 'vitest'
import { unalias } from './aliases.js'
import { parseCommandLine } from './parse.js'

const lines = [
  ['w list', 'wallet list'],
  ['wallet new_coldkey -w alice', 'wallet create --coldkey-only -w alice'],
  ['wallet new-hotkey --wallet.hotkey h', 'wallet create --hotkey-only --hotkey h'],
  ['wallet regen_hotkey', 'wallet regen hotkey'],
  ['wallet transfer --dest 5F --amount 1', 'wallet transfer --to 5F --amount 1'],
  ['st add --netuid 1 --amount 1', 'stake add --netuid 1 --amount 1'],
  ['stake --netuid 1 --amount 1', 'stake add --netuid 1 --amount 1'],
  ['stake remove --netuid 1 --unstake-all', 'stake remove --netuid 1 --all'],
  [
    'stake move --origin-netuid 1 --dest-netuid 2 --amount 1',
    'stake move --netuid 1 --to-netuid 2 --amount 1',
  ],
  ['s list', 'subnets list'],
  ['--subtensor.network test subnet price', '--network test subnets price'],
  ['subnets register --netuid 1', 'register --netuid 1'],
  ['subnets metagraph --netuid 1', 'metagraph --netuid 1'],
  ['subnet hyperparameters --netuid 1', 'hyperparams show --netuid 1'],
  ['-w stake wallet show', '-w stake wallet show'],
  ['root register', 'register --netuid 0'],
] as const

test.each(lines)('%s is %s', (old, ours) => {
  expect(unalias(old.split(' '))).toEqual(ours.split(' '))
  expect(parseCommandLine(unalias(old.split(' '))).kind).toBe('run')
})

test('everything behind -- stays', () => {
  expect(unalias(['wallet', 'list', '--', 'w', '--dest'])).toEqual(['wallet', 'list', '--', 'w', '--dest'])
})
