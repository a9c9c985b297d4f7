import { type Mutation, onValue, pick } from './mutation.js'
import { otherNumber } from './numbers.js'
import { flipped } from './signatures.js'

/** Changes to the headers of session/1. */
export const sessionMutations: Readonly<Record<string, Mutation>> = {
  'counter in another form': onValue(otherNumber, 'counter'),
  'expiry in another form': onValue(otherNumber, 'expires'),
  'MAC changed': onValue(
    (value, { n }) => (/^([0-9a-f]{2})+$/.test(value) ? flipped(value, n) : value),
    'mac',
  ),
  'MAC of zeros': onValue(() => '00'.repeat(32), 'mac'),
  'another session': onValue(
    (value, { n }) => (n % 2 === 0 ? '00'.repeat(16) : flipped(value.replace(/[^0-9a-f]/g, '0'), n)),
    'session',
  ),
  'signed header as well': ({ headers }, { n }) => {
    headers.push([pick(['X-Bittensor-Version', 'X-Bittensor-Hotkey', 'x-bittensor-crypto'], n), '1'])
  },
}
