import { isReady, waitReady } from '@polkadot/wasm-crypto'

// Loaded once for the process: key functions stay synchronous, and the pure-JS fallback of the polkadot
// libraries (about six times slower to verify) is never taken.
if (!isReady() && !(await waitReady())) throw new Error('the wasm of @polkadot/wasm-crypto did not load')

// biome-ignore lint/performance/noBarrelFile: the only way to the wasm, so that it is never used before it is ready
export {
  bip39Generate,
  bip39ToEntropy,
  bip39ToMiniSecret,
  bip39Validate,
  blake2b,
  ed25519KeypairFromSeed,
  ed25519Sign,
  ed25519Verify,
  sr25519Agree,
  sr25519DeriveKeypairHard,
  sr25519DeriveKeypairSoft,
  sr25519DerivePublicSoft,
  sr25519KeypairFromSeed,
  sr25519Sign,
  sr25519Verify,
} from '@polkadot/wasm-crypto'
