import { describe, expect, it } from 'vitest'
import { parseOptions, UsageError } from './options.js'

describe('options of the devnet', () => {
  it('have defaults', () => {
    expect(parseOptions([])).toEqual({ port: 9944, allowLoopbackAxons: false, cache: true, json: false })
  })

  it('are read', () => {
    const argv =
      '--port 0 --block-time 12s --preset fast --seed x --allow-loopback-axons --beacon quicknet --state f --history 9 --spec 473 --finality-delay 750ms --json'
    expect(parseOptions(argv.split(' '))).toEqual({
      port: 0,
      blockTime: 12_000,
      preset: 'fast',
      seed: 'x',
      allowLoopbackAxons: true,
      beacon: 'quicknet',
      state: 'f',
      history: 9,
      spec: 473,
      finalityDelay: '750ms',
      cache: true,
      json: true,
    })
  })

  it('name a subnet to fork', () => {
    const argv = '--fork wss://node.example --netuid 12 --fork-block 5 --fork-cache forks'.split(' ')
    expect(parseOptions(argv)).toMatchObject({
      fork: 'wss://node.example',
      netuid: 12,
      forkBlock: 5,
      forkCache: 'forks',
      cache: true,
    })
  })

  it('leave the cache alone', () => {
    const argv = '--fork ws://node.example --netuid 1 --no-cache'.split(' ')
    expect(parseOptions(argv)).toMatchObject({ cache: false })
  })

  it.each([
    ['250ms', 250],
    ['250', 250],
    ['0.25s', 250],
    ['instant', 'instant'],
    ['manual', 'manual'],
  ])('take the block time %s', (text, expected) => {
    expect(parseOptions(['--block-time', text])?.blockTime).toBe(expected)
  })

  it.each([
    ['--port x', '--port takes a whole number from 0 to 65535'],
    ['--port 70000', '--port takes'],
    ['--port -1', '--port takes'],
    ['--block-time never', '--block-time takes instant, manual, or a time such as 250ms or 12s'],
    ['--block-time 0', '--block-time takes'],
    ['--block-time -5', '--block-time takes'],
    ['--block-time 0.5ms', '--block-time takes'],
    ['--block-time 99999999s', '--block-time takes'],
    ['--preset quick', '--preset takes fast, localnet or mainnet-like'],
    ['--finality-delay soon', '--finality-delay takes a number of blocks, or a time such as 750ms'],
    ['--beacon mine', '--beacon takes local or quicknet'],
    ['--history 0', '--history takes'],
    ['--state', "option '--state <file>' argument missing"],
    ['--nope', "unknown option '--nope'"],
    ['extra', 'too many arguments'],
    ['--fork', "option '--fork <endpoint>' argument missing"],
    ['--fork https://somewhere --netuid 1', '--fork takes a ws:// or wss:// address'],
    ['--fork wss://somewhere', '--fork needs --netuid'],
    ['--fork wss://somewhere --netuid 1 --preset fast', 'leave out --preset'],
    ['--fork wss://somewhere --netuid 0', '--netuid takes'],
    ['--fork wss://somewhere --netuid 1 --fork-block 0x5', '--fork-block takes'],
    ['--netuid 1', '--netuid needs --fork'],
    ['--fork-block 5', '--fork-block needs --fork'],
    ['--fork-cache forks', '--fork-cache needs --fork'],
    ['--no-cache', '--no-cache needs --fork'],
  ])('refuse %s in one sentence', (argv, message) => {
    const parse = () => parseOptions(argv.split(' '))
    expect(parse).toThrow(UsageError)
    expect(parse).toThrow(message)
  })
})
