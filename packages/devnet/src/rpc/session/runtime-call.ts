import { reasonOf } from '@subnetkit/base'
import { callRuntimeApi } from '../../apis/registry.js'
import type { Block } from '../../chain/block.js'
import type { Chain } from '../../chain/chain.js'
import { fromHex, toHex } from '../../codec/bytes.js'
import { createStateReader } from '../../state/state.js'
import { readRoot } from '../../state/store.js'

/** Calls `Api_method` of the runtime on the state of a block; throws an Error with the reason for failing. */
export function callRuntime(chain: Chain, block: Block, name: string, data: string): string {
  const state = createStateReader(readRoot(block.root))
  const context = {
    state,
    block: block.header.number,
    image: chain.imageAt(state),
    check: (extrinsic: Uint8Array) => chain.check(extrinsic),
  }
  const answer = orExplain(name, () => callRuntimeApi(name, fromHex(data), context))
  if (!answer) throw new Error(`Execution failed: Other: Exported method ${name} is not found`)
  return toHex(answer)
}

function orExplain<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new Error(`Execution failed: ${name}: ${reasonOf(error)}`)
  }
}
