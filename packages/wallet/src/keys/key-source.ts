/** Source of a key, other than randomness. */
export type KeySource =
  | {
      /** BIP39 phrase of 12, 15, 18, 21 or 24 English words. */
      readonly mnemonic: string
      /** BIP39 password of the phrase. Keyfiles keep neither it nor, then, the phrase. */
      readonly mnemonicPassword?: string
    }
  | {
      /** 32 bytes as hex, with or without 0x. */
      readonly seed: string
    }
  | {
      /** As keyfiles hold it, as hex: 64 bytes in schnorrkel's form (sr25519), or 32 or 64 (ed25519). */
      readonly privateKey: string
    }
  | {
      /** Secret URI: mnemonic or 0x seed with //hard, /soft and ///password parts, or a bare path such as //Alice. */
      readonly uri: string
    }
