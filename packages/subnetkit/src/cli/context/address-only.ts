import type { ChainSigner } from '@subnetkit/chain'

/** A signer with only an address, for plans that sign nothing: opens no key and asks for no password. */
export const addressOnly = (address: string): ChainSigner => ({
  scheme: 'sr25519',
  address,
  signExtrinsic: () => Promise.reject(new Error('nothing was to be signed')),
})
