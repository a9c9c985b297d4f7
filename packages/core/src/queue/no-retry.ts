/** Thrown by a job's work: the attempt failed, and another one would be of no use. The job counts as failed. */
export class NoRetry extends Error {
  override readonly name = 'NoRetry'

  /** @param cause Reason of the failure. */
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
