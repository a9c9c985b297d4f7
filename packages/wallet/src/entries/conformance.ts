// What our own vectors and interop runs compare byte by byte. Unstable: no promise from one version to the next.

export {
  type DecryptOptions,
  decryptKeyfile,
  deriveKeyfileKey,
  encryptKeyfile,
  keyfileEncryption,
} from '../keyfile/crypt-keyfile.js'
export { parseKeyfile } from '../keyfile/parse-keyfile.js'
export type { Sr25519Engine, Sr25519EngineName } from '../keys/sr25519/engine.js'
export { type EngineLoaders, selectEngine } from '../keys/sr25519/select-engine.js'
export { decodePassword, encodePassword } from '../passwords/password-variable.js'
