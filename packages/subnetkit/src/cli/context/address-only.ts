import type { ChainSigner } from '@subnetkit/chain'

/** A signer with an address only, for plans that sign nothing: no key is opened and no password asked for. */
export const addressOnly = (address: string): ChainSigner => ({
  scheme: 'sr25519',
  address,
  signExtrinsic: () => Promise.reject(new Error('nothing was to be signed')),
})
