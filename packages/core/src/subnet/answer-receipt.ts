/**
 * Proof that a miner gave one answer to one request: a leaf of the Merkle tree of a batch, its path to the root, and
 * the miner's signature of the root (receipts/1). Not to be confused with {@link Receipt}, the record behind a score.
 */
export interface AnswerReceipt {
  readonly version: 'receipts/1'
  /** SS58 address of the hotkey that the answer was given to. */
  readonly caller: string
  /** SS58 address of the hotkey that answered, and that signed the batch. */
  readonly miner: string
  /** SHA-256 of the text that authenticated the request, hex; it names one request only. */
  readonly request: string
  /** HTTP status of the answer. */
  readonly status: number
  /** SHA-256 of the answer's bytes, hex; of a stream, all of them. */
  readonly body: string
  /** Time of the answer by the miner's clock, Unix time in ms. */
  readonly time: number
  /** Position in the batch, from 0. */
  readonly index: number
  /** Answers in the batch. */
  readonly count: number
  /** Hashes of the siblings from the leaf to the root, hex. */
  readonly path: readonly string[]
  /** Time of the batch's first answer, Unix time in ms. */
  readonly start: number
  /** Time of the batch's last answer, Unix time in ms. */
  readonly end: number
  /** The miner's sr25519 signature of the batch, `0x` and 128 hex digits. */
  readonly signature: string
}

/** Raw bytes of a message; only their SHA-256 in hex if the message has binary values, which are not kept. */
export type ExchangedBody = Uint8Array | { readonly sha256: string }

/** An exchange with a miner as the caller saw it. */
export interface AnsweredRequest {
  readonly request: {
    /** The text that authenticated the request: what its signature or MAC covers. */
    readonly text: string
    readonly body: ExchangedBody
  }
  readonly answer: {
    /** HTTP status. */
    readonly status: number
    readonly body: ExchangedBody
  }
}

/**
 * A receipt that proves an exchange, together with the exchange: all that a third party needs. Where a body is a hash, the
 * third party needs the message itself from elsewhere to know what was said.
 */
export interface ProvenAnswer extends AnsweredRequest {
  readonly receipt: AnswerReceipt
}

/** Receipts of one miner. */
export interface CollectedReceipts {
  /** Answers proven since the last collection, unless they went to `onReceipt`. */
  readonly proven: readonly ProvenAnswer[]
  /** Answers of this miner that still have no receipt. */
  readonly outstanding: number
  /** Reason why the miner could not be asked, or did not answer; null if it did, or nothing was outstanding. */
  readonly failure: { readonly code: string; readonly reason: string } | null
}
