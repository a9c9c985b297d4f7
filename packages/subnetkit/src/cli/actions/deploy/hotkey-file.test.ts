import { expect, it } from 'vitest'
import { hotkeyFile } from './hotkey-file.js'

it.each([
  ['/home/me/.bittensor/wallets', 'alice', '"$HOME"/.bittensor/wallets/alice/hotkeys/miner'],
  ['/home/me/my keys', 'alice', `"$HOME"/'my keys/alice/hotkeys/miner'`],
  ['/srv/wallets', "it's", `'/srv/wallets/it'\\''s/hotkeys/miner'`],
  ['/home/mean', 'alice', '/home/mean/alice/hotkeys/miner'],
])('names the hotkey in %s of wallet %s', (path, name, word) => {
  expect(hotkeyFile({ path, name, hotkey: 'miner' }, '/home/me')).toBe(word)
})
