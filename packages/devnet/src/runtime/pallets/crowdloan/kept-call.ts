import { toHex } from '../../../codec/bytes.js'
import type { BoundedCall } from '../../../schema/types/crowdloan.js'
import { type RuntimeCall, runtimeCall } from '../../../schema/types/outer.js'
import { DispatchFailure } from '../../failure.js'

/** Longest call that is kept in place. */
const LONGEST_INLINE = 128

/** Keeps a call in place. A longer one would be a preimage on the real chain, and is refused here. */
export function keepCall(call: RuntimeCall): BoundedCall {
  const bytes = runtimeCall.codec.enc(call)
  if (bytes.length > LONGEST_INLINE) {
    const detail = `a call of ${bytes.length} bytes, ${toHex(bytes).slice(0, 20)}…, is too long to be kept`
    throw new DispatchFailure({ type: 'Unavailable' }, detail)
  }
  return { type: 'Inline', value: bytes }
}

/** The call that was kept; `undefined` if it was not kept in place. */
export function readCall(kept: BoundedCall): RuntimeCall | undefined {
  return kept.type === 'Inline' ? runtimeCall.codec.dec(kept.value) : undefined
}
