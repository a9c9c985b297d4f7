import { createKeypair, encodeAddress } from '@subnetkit/wallet'
import { type Change, type Mutation, onValue, pick } from './mutation.js'
import { otherNumber } from './numbers.js'
import { otherForm, otherSignature } from './signatures.js'

const eve = createKeypair('//Eve')
const addresses: Change[] = [
  () => eve.address,
  () => createKeypair('//Eve', { scheme: 'ed25519' }).address,
  () => encodeAddress(new Uint8Array(32)),
  () => encodeAddress(new Uint8Array(32).fill(1, 0, 1)),
  () => `0x${Buffer.from(eve.publicKey).toString('hex')}`,
  (value) => `1${value}`,
  (value) => value.slice(0, -1),
  (value) => value.toLowerCase(),
  (value, { n }) => value.replace(pick([...value], n), '1'),
  () => '-',
  () => '*',
  () => '//Alice',
]

/** Changes to the headers of btauth/1. */
export const signedMutations: Readonly<Record<string, Mutation>> = {
  'nonce in another form': onValue(otherNumber, 'nonce'),
  'signature malleated': onValue(otherSignature, 'signature'),
  'signature in another form': onValue(otherForm, 'signature'),
  'another hotkey': onValue((value, noise) => pick(addresses, noise.n)(value, noise), 'hotkey'),
  'another receiver': onValue((value, noise) => pick(addresses, noise.n)(value, noise), 'receiver'),
  'another version': onValue(
    (_, { n }) => pick(['0', '2', '1.0', '01', '1,1', '\uff11', 'v1'], n),
    'version',
  ),
  'another scheme': ({ headers }, { n }) => {
    const name = 'X-Bittensor-Crypto'
    const schemes = [
      'ed25519',
      'sr25519',
      'SR25519',
      '0',
      '1',
      '2',
      'hashed',
      'mldsa',
      '',
      'none',
      'ecdsa',
      '01',
    ]
    const left = headers.filter((header) => header[0] !== name)
    headers.splice(0, headers.length, ...left, [name, pick(schemes, n)])
  },
  'session header as well': ({ headers }, { n }) => {
    const name = pick(['Session', 'Counter', 'Expires', 'Mac'], n)
    headers.push([`X-Subnetkit-${name}`, 'ab'.repeat(16)])
  },
}
