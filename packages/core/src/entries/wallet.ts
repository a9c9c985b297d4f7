export { createKeypair, type KeypairOptions } from '../wallet/create-keypair.js'
export {
  type CreateColdkeyOptions,
  type CreatedKey,
  type CreateHotkeyOptions,
  type CreateKeyOptions,
  type CreateWalletOptions,
  createColdkey,
  createHotkey,
  createWallet,
} from '../wallet/create-wallet.js'
export { type ExportedKey, exportKey } from '../wallet/export-key.js'
export type { KeySource } from '../wallet/key-source.js'
export {
  type DecryptOptions,
  decryptKeyfile,
  deriveKeyfileKey,
  encryptKeyfile,
  keyfileEncryption,
} from '../wallet/keyfile/crypt-keyfile.js'
export type {
  Keyfile,
  KeyfileContents,
  KeyfileCryptOptions,
  KeyfileEncryption,
  KeyfileSummary,
  UnlockOptions,
  UnlockProgress,
} from '../wallet/keyfile/keyfile.js'
export { parseKeyfile } from '../wallet/keyfile/parse-keyfile.js'
export { inspectKeyfile, readKeyfile, unlockKeyfile } from '../wallet/keyfile/read-keyfile.js'
export {
  type WriteKeyfileOptions,
  writeKeyfile,
  writePublicKeyfile,
} from '../wallet/keyfile/write-keyfile.js'
export type { Keypair, KeyScheme } from '../wallet/keypair.js'
export { type ListedKey, type ListedWallet, listWallets } from '../wallet/list-wallets.js'
export { type LoadHotkeyOptions, type LoadKeyOptions, loadColdkey, loadHotkey } from '../wallet/load-key.js'
export { openWallet, type Wallet, type WalletKey } from '../wallet/open-wallet.js'
export {
  type PasswordPrompt,
  type PasswordRequest,
  type PasswordSources,
  type ResolvedPassword,
  resolvePassword,
} from '../wallet/password.js'
export { decodePassword, encodePassword, passwordVariable } from '../wallet/password-variable.js'
export { type SignatureParameters, type SignatureVerifier, verifySignature } from '../wallet/signature.js'
export {
  BITTENSOR_SS58_PREFIX,
  decodeAddress,
  encodeAddress,
  isAddress,
  type Ss58Options,
} from '../wallet/ss58.js'
export { type WalletFiles, type WalletOptions, walletFiles, walletRoot } from '../wallet/wallet-files.js'
