/** Reasons for which a pool does not take an extrinsic, in the words and codes of a Substrate node. */
export class PoolRefusal extends Error {
  readonly code: number
  readonly data: string | undefined

  constructor(code: number, message: string, data?: string) {
    super(message)
    this.name = 'PoolRefusal'
    this.code = code
    this.data = data
  }
}

/** A node's words for the runtime's reasons. */
export const INVALID = {
  call: 'Transaction call is not expected',
  payment: 'Inability to pay some fees (e.g. account balance too low)',
  stale: 'Transaction is outdated',
  future: 'Transaction will be valid in the future',
  badProof: 'Transaction has a bad signature',
  ancientBirthBlock: 'Transaction has an ancient birth block',
  badSigner: 'Invalid signing address',
  exhaustsResources: 'Transaction would exhaust the block limits',
} as const

export const invalid = (reason: keyof typeof INVALID) =>
  new PoolRefusal(1010, 'Invalid Transaction', INVALID[reason])

/** Refused by a check of the runtime's own, which only gives a number. */
export const invalidCustom = (code: number) =>
  new PoolRefusal(1010, 'Invalid Transaction', `Custom error: ${code}`)

export const undecodable = (detail: string) => new PoolRefusal(1002, `Verification Error: ${detail}`, detail)

export const unknownValidity = (reason: 'CannotLookup' | 'NoUnsignedValidator') =>
  new PoolRefusal(1011, 'Unknown Transaction Validity', reason)

export const alreadyImported = (hash: string) =>
  new PoolRefusal(1013, 'Transaction Already Imported', `[${hash}] Already Imported`)

export const tooLowPriority = (old: bigint, now: bigint) =>
  new PoolRefusal(
    1014,
    `Priority is too low: (${old} vs ${now})`,
    'The transaction has too low priority to replace another transaction already in the pool.',
  )

export const immediatelyDropped = () =>
  new PoolRefusal(1016, 'Immediately Dropped', "The transaction couldn't enter the pool because of the limit")

/** Page that compares the devnet with the real chain. */
const CONFORMANCE_PAGE = 'docs/devnet-conformance.md'

/** Not a node's answer: the schema has the call, this devnet has no rule for it. */
export const noRule = (call: string) =>
  new PoolRefusal(
    1010,
    'Invalid Transaction',
    `${call} is in the metadata, but this devnet has no rule for it: see ${CONFORMANCE_PAGE}`,
  )
