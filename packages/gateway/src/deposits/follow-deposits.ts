import { type Clock, isSubnetError } from '@subnetkit/base'
import type { BlockRef, BlockTransfers } from '@subnetkit/chain'
import { gatewayError } from '../errors.js'
import type { DepositChain } from './deposit-chain.js'
import { creditsFor, type DepositRule } from './deposit-rule.js'
import type { Deposit, DepositStore } from './deposit-store.js'

/** Deposits that are credited while blocks become final. */
export interface DepositWatch extends AsyncDisposable {
  /** Last block whose transfers are credited; null before the first. */
  readonly block: BlockRef | null
  /** Reads up to the newest final block now. Throws what reading throws. */
  catchUp(): Promise<void>
}

interface FollowParameters {
  readonly chain: DepositChain
  readonly store: DepositStore
  readonly rule: DepositRule
  readonly clock: Clock
  readonly onDeposit: (deposit: Deposit) => void
  /** Called for each transfer that is too large, and when reading fails, once for failures of one kind in a row. */
  readonly onError: (error: unknown) => void
}

/** Blocks that are credited in one transaction, at most. */
const blocksAtOnce = 64
/** Longest time between two looks, in ms: heads may stay away while finality goes on. */
const lookMs = 15_000

/**
 * Credits transfers to the addresses of keys as their blocks become final. A gateway that was away goes on where it has stopped; it
 * never passes over a block that it cannot read.
 */
export function followDeposits(parameters: FollowParameters): DepositWatch {
  const { chain, store, rule, clock, onDeposit, onError } = parameters
  let block: BlockRef | null = null
  let isOver = false
  let running: Promise<void> | null = null
  let again = false
  let failedWith: string | null = null

  async function read(): Promise<void> {
    const finalized = await chain.finalized()
    block = await store.cursor()
    if (block === null) {
      await store.begin(finalized)
      block = await store.cursor()
    }
    while (!isOver && block !== null && block.number < finalized.number) {
      const to = Math.min(block.number + blocksAtOnce, finalized.number)
      const blocks = await chain.transfers({ from: block.number + 1, to })
      checkBlocks(block, blocks, finalized)
      const { deposits, refused } = await store.credit(block, blocks, (rao) => creditsFor(rao, rule))
      for (const deposit of deposits) onDeposit(deposit)
      for (const error of refused) onError(error)
      block = await store.cursor()
    }
  }
  /** One reader at a time; a look that comes meanwhile is made after it. */
  function look(): Promise<void> {
    if (running !== null) {
      again = true
      return running
    }
    running = read().finally(() => {
      running = null
      if (again && !isOver) {
        again = false
        lookQuietly()
      }
    })
    return running
  }
  const lookQuietly = () =>
    void look().then(
      () => {
        failedWith = null
      },
      (error: unknown) => {
        const kind = isSubnetError(error) ? error.code : String(error)
        if (kind !== failedWith && !isOver) onError(error)
        failedWith = kind
      },
    )

  const stopListening = chain.onHead(lookQuietly)
  const timer = clock.interval(lookQuietly, lookMs, { ref: false })
  return {
    get block() {
      return block
    },
    async catchUp() {
      await running?.catch(() => undefined)
      await look()
    },
    async [Symbol.asyncDispose]() {
      isOver = true
      stopListening()
      timer.cancel()
      await running?.catch(() => undefined)
    },
  }
}

/** Throws DEPOSIT_CHAIN_CHANGED unless the blocks follow one another and end in the final chain. */
function checkBlocks(after: BlockRef, blocks: readonly BlockTransfers[], finalized: BlockRef): void {
  let before = after
  for (const { number, hash, parentHash } of blocks) {
    const isNext = number === before.number + 1 && parentHash === before.hash
    const isFinal = number < finalized.number || hash === finalized.hash
    if (!isNext || !isFinal)
      throw gatewayError('DEPOSIT_CHAIN_CHANGED', { block: number, after: before.number })
    before = { number, hash }
  }
}
