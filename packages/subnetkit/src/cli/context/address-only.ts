import type { ChainSigner } from '@subnetkit/chain'

/** Enough of a signer where nothing is signed: no key is opened and no password asked for. */
export const addressOnly = (address: string): ChainSigner => ({
  scheme: 'sr25519',
  address,
  signExtrinsic: () => Promise.reject(new Error('nothing was to be signed')),
})
