import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPackages, root } from './workspace.js'

/** Ways to a signature under weights, and the only sources that go them. One more needs its lease checked, and a line here. */
const ways: Readonly<Record<string, { readonly way: RegExp; readonly sources: readonly string[] }>> = {
  'the port that signs weights': {
    way: /\bcreateWeightsChain\(/,
    sources: [
      'chain/src/weights/outbox/chain-over-client.ts',
      'chain/src/weights/outbox/outbox.ts',
      'core/src/validator/validator-chain.ts',
      'subnetkit/src/cli/actions/weights/open-outbox.ts',
    ],
  },
  'an outbox over that port, without a lease': {
    way: /\bcreateWeightsOutbox\(/,
    sources: ['chain/src/weights/outbox/outbox.ts', 'subnetkit/src/cli/actions/weights/open-outbox.ts'],
  },
  'the calls of weights': {
    way: /\b(weightsCall|revealCall)\(/,
    sources: [
      'chain/src/weights/outbox/reveal-salted.ts',
      'chain/src/weights/outbox/sign.ts',
      'chain/src/weights/seal.ts',
    ],
  },
  'a call of weights by its name': {
    way: /\bcalls\.(batch)?(set|commit|reveal)\w*Weights\(|call: '(batch_)?(set|commit|reveal)_\w*weights'/i,
    sources: [],
  },
  'a signature under any call': {
    way: /\bsignExtrinsic\((?!request)/,
    sources: [
      'chain/src/extrinsic/sign.ts',
      'chain/src/extrinsic/submit.ts',
      'chain/src/weights/outbox/chain-over-client.ts',
    ],
  },
}

const isCode = (line: string) => !/^\s*(\*|\/\/|\/\*)/.test(line)
const sources = new Map<string, string>()
for (const { folder } of readPackages()) {
  if (folder === 'devnet') continue
  const source = join(root, 'packages', folder, 'src')
  for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || /\.test\.ts$|(^|\/)testing\//.test(path)) continue
    const lines = readFileSync(join(source, path), 'utf8').split('\n')
    sources.set(`${folder}/src/${path}`, lines.filter(isCode).join('\n'))
  }
}

test.each(Object.entries(ways))('%s has no other users', (_, { way, sources: known }) => {
  const found = [...sources].flatMap(([path, text]) => (way.test(text) ? [path] : []))
  expect(found.toSorted()).toEqual(known)
})

test('both places that sign weights for a process check the lease', () => {
  const validator = sources.get('core/src/validator/validator-chain.ts')
  expect(validator).toContain('lease === undefined ? weights : guardWeights(weights, lease)')
  const command = sources.get('subnetkit/src/cli/actions/weights/open-outbox.ts')
  expect(command).toMatch(/createOutbox\(\{ chain,/)
  expect(command).toContain('const chain = refuseLeased(weights,')
  // Its other outbox has an address instead of a key.
  expect(command).toContain('createWeightsOutbox({ client, signer: addressOnly(hotkey)')
})
