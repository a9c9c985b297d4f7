export { createKeypair, type KeypairOptions } from '../wallet/create-keypair.js'
export type { Keypair, KeyScheme } from '../wallet/keypair.js'
export { type SignatureParameters, type SignatureVerifier, verifySignature } from '../wallet/signature.js'
export {
  BITTENSOR_SS58_PREFIX,
  decodeAddress,
  encodeAddress,
  isAddress,
  type Ss58Options,
} from '../wallet/ss58.js'
