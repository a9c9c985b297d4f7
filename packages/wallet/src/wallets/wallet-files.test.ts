import { homedir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOf } from '../testing/code-of.js'
import { walletFiles } from './wallet-files.js'

describe('walletFiles', () => {
  it('lays a wallet out as the official tools do', () => {
    const root = join(homedir(), '.bittensor/wallets')
    expect(walletFiles({ env: {} })).toEqual({
      name: 'default',
      hotkeyName: 'default',
      root,
      coldkey: join(root, 'default/coldkey'),
      coldkeypub: join(root, 'default/coldkeypub.txt'),
      hotkeys: join(root, 'default/hotkeys'),
      hotkey: join(root, 'default/hotkeys/default'),
      hotkeypub: join(root, 'default/hotkeys/defaultpub.txt'),
    })
  })

  it('takes what is left out from the environment, and empty variables for none', () => {
    const env = { BT_WALLET_NAME: 'cold', BT_WALLET_HOTKEY: 'hot', BT_WALLET_PATH: '/keys' }
    expect(walletFiles({ env }).hotkey).toBe('/keys/cold/hotkeys/hot')
    expect(walletFiles({ env, name: 'a', hotkey: 'b', path: '/c' }).hotkey).toBe('/c/a/hotkeys/b')
    expect(walletFiles({ env: { BT_WALLET_NAME: '' }, path: '/c' }).coldkey).toBe('/c/default/coldkey')
  })

  it('reads cold/hot as a wallet and its hotkey, wherever it stands', () => {
    expect(walletFiles({ env: {}, name: 'cold/hot', path: '/c' }).hotkey).toBe('/c/cold/hotkeys/hot')
    const env = { BT_WALLET_NAME: 'cold/hot', BT_WALLET_HOTKEY: 'other' }
    expect(walletFiles({ env, path: '/c' }).hotkeyName).toBe('hot')
  })

  it.each([
    { name: '' },
    { name: '..' },
    { name: '.' },
    { name: '../up' },
    { name: 'a/..' },
    { name: 'a/b/c' },
    { name: '/etc' },
    { name: 'a/' },
    { name: 'a\\b' },
    { name: 'a\0' },
    { name: 'x'.repeat(129) },
    { name: 'a/b', hotkey: 'c' },
    { hotkey: '' },
    { hotkey: '../coldkey' },
    { hotkey: 'defaultpub.txt' },
    { hotkey: 'default.lock' },
    { hotkey: '.hidden' },
  ])('refuses %j', async (options) => {
    expect(await codeOf(() => walletFiles({ env: {}, ...options }))).toBe('WALLET_NAME_INVALID')
  })

  it('never leaves its folder, whatever the names are', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('..', '../..', 'a/..', './x', '//', '~'))
    fc.assert(
      fc.property(name, name, (name, hotkey) => {
        try {
          const { coldkey, hotkey: path } = walletFiles({ env: {}, path: '/keys', name, hotkey })
          expect(coldkey).toMatch(/^\/keys\/[^/]+\/coldkey$/)
          expect(path).toMatch(/^\/keys\/[^/]+\/hotkeys\/[^/]+$/)
        } catch (error) {
          expect(error).toMatchObject({ code: 'WALLET_NAME_INVALID' })
        }
      }),
      { numRuns: 300 },
    )
  })
})
