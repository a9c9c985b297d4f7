import { validityError, validityErrorOf } from '../../apis/validity-error.js'
import type { Block } from '../../chain/block.js'
import type { Chain } from '../../chain/chain.js'
import { PoolRefusal } from '../../extrinsics/validity.js'
import { variant } from '../../schema/type.js'
import { dispatchResult } from '../../schema/types/dispatch.js'

/** `ApplyExtrinsicResult`. */
export const applyResult = variant('Result', { Ok: dispatchResult, Err: validityError })

const UNDECODABLE = 1002

/** Result that a block would give an extrinsic, as SCALE bytes; throws where a runtime would panic. */
export function dryRun(chain: Chain, at: Block, extrinsic: Uint8Array): Uint8Array {
  return applyResult.codec.enc(outcomeOf(chain, at, extrinsic))
}

function outcomeOf(chain: Chain, at: Block, extrinsic: Uint8Array) {
  try {
    const error = chain.dryRun(extrinsic, at)
    const value = error ? ({ type: 'Err', value: error } as const) : ({ type: 'Ok' } as const)
    return { type: 'Ok', value } as const
  } catch (error) {
    if (!(error instanceof PoolRefusal) || error.code === UNDECODABLE) throw error
    return { type: 'Err', value: validityErrorOf(error) } as const
  }
}
