import { setLatest } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { openBlock } from '../read/block-reader.js'
import { storage } from '../read/storage-items.js'

/** Time for which an answer of the chain is remembered, in ms: a new miner is found sooner than an old one forgotten. */
const registeredMs = 300_000
const unknownMs = 12_000
const mostRemembered = 4_096

/**
 * Receivers of one subnet, for the policy of a signer: returns true for a hotkey that is registered on it, by the
 * signer's own connection. Answers are remembered for 5 minutes, negative ones for 12 s. Throws the errors of the chain.
 */
export function subnetReceivers(
  client: ChainClient,
  {
    netuid,
    now = () => performance.now(),
  }: { readonly netuid: number; readonly now?: (() => number) | undefined },
): (hotkey: string) => Promise<boolean> {
  const known = new Map<string, { readonly registered: boolean; readonly until: number }>()
  return async (hotkey) => {
    const remembered = known.get(hotkey)
    if (remembered && now() < remembered.until) return remembered.registered
    const { values } = await openBlock(client, { reads: { uid: storage.Uids(netuid, hotkey) } })
    const registered = values.uid !== null
    const until = now() + (registered ? registeredMs : unknownMs)
    setLatest(known, hotkey, { registered, until }, mostRemembered)
    return registered
  }
}
