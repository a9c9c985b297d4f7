import type { Codec, Registry } from '@polkadot/types/types'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { RuntimeSource } from '../runtime-check/check-runtime.js'
import { findNeed } from '../runtime-check/find-need.js'
import { createLayouts, type Layout } from '../runtime-check/layout.js'
import { sameArguments } from '../runtime-check/same-arguments.js'
import { namesOfCall } from './call-names.js'
import { calls } from './calls.js'

/** Arguments of the calls that are made here, as they are written for. */
const ours: ReadonlyMap<string, string> = new Map(
  Object.values(calls).flatMap(({ callName, given }) => (given === null ? [] : [[callName, given]])),
)

/** Arguments of other calls, as each client met them first. */
const met = new WeakMap<ChainClient, Map<string, string>>()
const layouts = new WeakMap<Registry, Layout>()

/**
 * Throws CALL_CHANGED when a call, or one inside it, has other arguments by this metadata than core was written for,
 * or than they were when this client sent the call first: what callers pass in means something else by now.
 */
export function requireKnownCalls(
  client: ChainClient,
  { registry, runtimeVersion }: RuntimeSource,
  call: Codec,
): void {
  const layout = layouts.get(registry) ?? createLayouts(registry, { open: false })
  layouts.set(registry, layout)
  const first = met.get(client) ?? new Map<string, string>()
  met.set(client, first)
  for (const name of namesOfCall(registry, call)) {
    const found = findNeed(registry, layout, { kind: 'call', name, given: null })?.given ?? ''
    const expected = ours.get(name) ?? first.get(name) ?? found
    if (!sameArguments(expected, found)) {
      const specVersion = runtimeVersion.specVersion.toNumber()
      throw chainError('CALL_CHANGED', { call: name, specVersion, found, expected })
    }
    first.set(name, found)
  }
}
