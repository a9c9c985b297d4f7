import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { createReferenceVerifier } from './reference-verifier.js'
import { fuzzRequests } from './run-fuzz.js'

it('no mutated request passes that differs from what was signed, and two implementations agree', async () => {
  const { cases, acceptedAlike, answers } = await fuzzRequests({ runs: 100, seed: 1, lanes: 4 })
  expect(cases).toBe(100)
  expect(acceptedAlike).toBeGreaterThan(0)
  // The mutations reach every stage.
  expect([...answers.keys()]).toEqual(
    expect.arrayContaining(['ok', '400', 'AUTH_MALFORMED', 'AUTH_REPLAYED', 'SESSION_MALFORMED']),
  )
})

it('the reference takes the golden request of btauth/1, once', () => {
  const nonce = 1_752_076_800_000_000_000n
  const self = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty'
  const alice = createKeypair('//Alice', { scheme: 'ed25519' })
  const hash = '341c57448e531310fbbe83f44cea2a5e838bd9e8a6b82b269f01d0dbbc23c3cc'
  const target = '/generate?stream=false'
  const lines = ['btauth/1', 'ed25519', 'POST', target, hash, `${nonce}`, alice.address, self]
  const signature = Buffer.from(alice.sign(Buffer.from(lines.join('\n')))).toString('hex')
  expect(signature).toMatch(/^1a6b6319.*f704$/)
  const { judge } = createReferenceVerifier({ self, schemeOf: () => 'ed25519', now: () => nonce })
  const request = {
    method: 'POST',
    target,
    body: Buffer.from('{"prompt": "hello"}'),
    headers: Object.entries({
      'X-Bittensor-Version': '1',
      'X-Bittensor-Hotkey': alice.address,
      'X-Bittensor-Nonce': `${nonce}`,
      'X-Bittensor-Signature': `0x${signature}`,
      'X-Bittensor-Receiver': self,
      'X-Bittensor-Crypto': 'ed25519',
    }),
  }
  expect([judge(request), judge(request)]).toEqual(['ok', 'AUTH_REPLAYED'])
  expect(judge({ ...request, target: '/generate' })).toBe('AUTH_BAD_SIGNATURE')
})
