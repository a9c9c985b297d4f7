import { checked } from '@subnetkit/base'
import { isAddress, type Keypair } from '@subnetkit/wallet'

/** Option that is an SS58 address of Bittensor. */
export const addressField = () =>
  checked<string>((value) => typeof value === 'string' && isAddress(value), 'an SS58 address of Bittensor')

/** Option that is a key that signs. */
export const keypairField = () =>
  checked<Keypair>(
    (value) => value !== null && typeof value === 'object' && typeof (value as Keypair).sign === 'function',
    'a keypair',
  )
