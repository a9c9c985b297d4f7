export { walletError } from './errors.js'
export type {
  Keyfile,
  KeyfileContents,
  KeyfileCryptOptions,
  KeyfileEncryption,
  KeyfileSummary,
  UnlockOptions,
  UnlockProgress,
} from './keyfile/keyfile.js'
export { inspectKeyfile, readKeyfile, unlockKeyfile } from './keyfile/read-keyfile.js'
export { type WriteKeyfileOptions, writeKeyfile, writePublicKeyfile } from './keyfile/write-keyfile.js'
export { createKeypair, type KeypairOptions } from './keys/create-keypair.js'
export type { KeySource } from './keys/key-source.js'
export type { Keypair, KeyScheme } from './keys/keypair.js'
export type { MessageSigner } from './keys/message-signer.js'
export { type SignatureParameters, type SignatureVerifier, verifySignature } from './keys/signature.js'
export { isSmallOrderKey } from './keys/small-order.js'
export { deriveSoftAddress, deriveSoftKeypair } from './keys/soft-keys.js'
export {
  BITTENSOR_SS58_PREFIX,
  decodeAddress,
  encodeAddress,
  isAddress,
  parseAddress,
  type Ss58Options,
} from './keys/ss58.js'
export {
  type PasswordPrompt,
  type PasswordRequest,
  type PasswordSources,
  type ResolvedPassword,
  resolvePassword,
} from './passwords/password.js'
export { passwordVariable } from './passwords/password-variable.js'
export {
  type CreateColdkeyOptions,
  type CreatedKey,
  type CreateHotkeyOptions,
  type CreateKeyOptions,
  type CreateWalletOptions,
  createColdkey,
  createHotkey,
  createWallet,
} from './wallets/create-wallet.js'
export { type ExportedKey, exportKey } from './wallets/export-key.js'
export { type ListedKey, type ListedWallet, listWallets } from './wallets/list-wallets.js'
export {
  type LoadHotkeyOptions,
  type LoadKeyOptions,
  loadColdkey,
  loadHotkey,
  refuseColdkey,
} from './wallets/load-key.js'
export { openWallet, type Wallet, type WalletKey } from './wallets/open-wallet.js'
export { type WalletFiles, type WalletOptions, walletFiles, walletRoot } from './wallets/wallet-files.js'
