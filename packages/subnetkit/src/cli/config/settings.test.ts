import { expect, test } from 'vitest'
import { resolveSettings } from './settings.js'

const home = { HOME: '/home/u' }

test('defaults are those of the official tools', () => {
  expect(resolveSettings({}, home)).toEqual({
    network: ['finney'],
    wallet: { name: 'default', hotkey: 'default', path: '/home/u/.bittensor/wallets' },
    json: false,
    quiet: false,
    verbose: false,
    yes: false,
    dryRun: false,
    color: true,
    deadlineMs: 10_000,
    stateDir: '/home/u/.local/state/subnetkit',
  })
})

test.each([
  ['ws://flag', { chain: 'ws://flag', network: 'test' }, { BT_CHAIN_ENDPOINT: 'ws://env' }],
  ['test', { network: 'test' }, { BT_SUBTENSOR_CHAIN_ENDPOINT: 'ws://env' }],
  ['ws://env', {}, { BT_SUBTENSOR_CHAIN_ENDPOINT: 'ws://env', BT_SUBTENSOR_NETWORK: 'test' }],
  ['ws://env11', {}, { BT_CHAIN_ENDPOINT: 'ws://env11' }],
  ['archive', {}, { BT_SUBTENSOR_NETWORK: 'archive' }],
  ['local', {}, { BT_NETWORK: 'local', BT_CHAIN_ENDPOINT: '' }],
])('the network is %s: flags, then the environment', (network, globals, env) => {
  expect(resolveSettings(globals, { ...home, ...env }).network).toEqual([network])
})

test('takes several endpoints in order', () => {
  expect(resolveSettings({ network: 'finney, wss://mine:443' }, home).network).toEqual([
    'finney',
    'wss://mine:443',
  ])
})

test('names a wallet by flag, by variable, or with its hotkey', () => {
  const wallet = (globals: object, env: object) => resolveSettings({ ...globals }, { ...home, ...env }).wallet
  const variables = { BT_WALLET_NAME: 'owner', BT_WALLET_HOTKEY: 'val', BT_WALLET_PATH: '~/keys' }
  expect(wallet({}, variables)).toEqual({ name: 'owner', hotkey: 'val', path: '/home/u/keys' })
  expect(wallet({ wallet: 'alice', hotkey: 'hot', walletPath: '/w' }, variables)).toEqual({
    name: 'alice',
    hotkey: 'hot',
    path: '/w',
  })
  expect(wallet({ wallet: 'alice/miner' }, variables)).toMatchObject({ name: 'alice', hotkey: 'miner' })
})

test('a variable that is empty counts as none', () => {
  const empty = {
    BT_WALLET: '',
    BT_WALLET_NAME: '',
    BT_WALLET_HOTKEY: '',
    BT_WALLET_PATH: '',
    BT_NETWORK: '',
  }
  expect(resolveSettings({}, { ...home, ...empty })).toEqual(resolveSettings({}, home))
  const next = { BT_WALLET: '', BT_WALLET_NAME: 'owner', BT_NETWORK: '', BT_SUBTENSOR_NETWORK: 'test' }
  expect(resolveSettings({}, { ...home, ...next })).toMatchObject({
    network: ['test'],
    wallet: { name: 'owner' },
  })
})

test('an unknown network is refused with those that exist', () => {
  expect(() => resolveSettings({ network: 'finny' }, home)).toThrow('finney, test, archive, local or a ws://')
})

test.each([
  [{ network: 'finny' }, '--network'],
  [{ chain: 'http://x' }, '--chain'],
  [{ timeout: '' }, '--timeout'],
  [{ timeout: '1e400' }, '--timeout'],
  [{ stateDir: '' }, '--state-dir'],
  [{ walletPath: '' }, '--wallet-path'],
  [{ wallet: '' }, '--wallet'],
  [{ hotkey: 'x'.repeat(129) }, '--hotkey'],
  [{ wallet: '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty' }, '--wallet'],
  [{ signerSocket: `/${'x'.repeat(107)}` }, '--signer-socket'],
  [{ network: 'finney,' }, '--network'],
  [{ wallet: '..' }, '--wallet'],
  [{ wallet: 'a/b/c' }, '--wallet'],
  [{ hotkey: '../coldkey' }, '--hotkey'],
  [{ timeout: 'soon' }, '--timeout'],
])('refuses %j and names the flag', (globals, flag) => {
  expect(() => resolveSettings(globals, home)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  expect(() => resolveSettings(globals, home)).toThrow(flag)
})

test.each([
  ['--chain', { chain: 'finny' }, {}],
  ['--chain', { chain: '' }, {}],
  ['--chain', { chain: 'ws://127.0.0.1:99999', network: 'test' }, {}],
  ['--network', { network: 'ws://x y' }, { BT_NETWORK: 'finney' }],
  ['BT_NETWORK', {}, { BT_NETWORK: 'finny' }],
  ['BT_CHAIN_ENDPOINT', {}, { BT_CHAIN_ENDPOINT: '127.0.0.1:9944' }],
  ['BT_WALLET_HOTKEY', {}, { BT_WALLET_HOTKEY: 'a/b' }],
  ['BT_WALLET', {}, { BT_WALLET: 'a/b/c' }],
])('defect: a bad value blames %s, the option or variable that gave it', (from, globals, env) => {
  expect(() => resolveSettings(globals, { ...home, ...env })).toThrow(
    expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(new RegExp(`^${from} must `)) }),
  )
})
