/** Public beacon: a pulse for each of its rounds, at times known in advance. What is encrypted to a round opens with its pulse. */
export interface Beacon {
  /** Public key, in hex. */
  readonly publicKey: string
  /** Returns the round whose pulse is published when a step of the feed has closed, and never before. */
  roundAfter(step: number): number
  /** Returns the signature in the pulse of a round, in hex. Throws if the pulse is not there yet, or cannot be had. */
  signatureOf(round: number, signal: AbortSignal): Promise<string>
}

/** Commitments by timelock. */
export interface Timelock {
  readonly beacon: Beacon
  /** A forecast that was committed by its hash counts as not revealed. @default false: miners choose */
  readonly required?: boolean | undefined
}
