import { withDeadline } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { readSpecVersion } from './canonical.js'
import type { SignedExtrinsic } from './types.js'

/**
 * Returns true if the chain runs another runtime than an extrinsic was signed for. If so, first waits until the client
 * has its metadata: a node knows of an upgrade before it notifies its clients.
 */
export async function runtimeChangedSince(client: ChainClient, signed: SignedExtrinsic): Promise<boolean> {
  const isBehind = () => client.api.runtimeVersion.specVersion.toNumber() === signed.specVersion
  if ((await readSpecVersion(client)) === signed.specVersion) return !isBehind()
  let stop = () => {}
  const changed = new Promise<void>((resolve) => {
    stop = client.onRuntimeChange(() => resolve())
    if (!isBehind()) resolve()
  })
  const { deadlineMs } = client
  const late = () => chainError('CHAIN_TIMEOUT', { operation: 'reading the new runtime', deadlineMs })
  await withDeadline(changed, deadlineMs, late).finally(stop)
  await client.ready()
  return true
}
