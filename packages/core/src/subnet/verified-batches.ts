import type { StatementVerifier } from './answer-proof.js'

/** Signatures remembered. */
const most = 256

/** Creates a verifier that remembers signatures which it verified: the receipts of a batch share one. */
export function createVerifiedBatches(verify: StatementVerifier): StatementVerifier {
  const known = new Set<string>()
  return (miner, statement, signature) => {
    // The statement names the miner.
    const key = `${signature}\n${statement}`
    if (known.has(key)) return true
    if (!verify(miner, statement, signature)) return false
    known.add(key)
    const [oldest] = known
    if (known.size > most && oldest !== undefined) known.delete(oldest)
    return true
  }
}
