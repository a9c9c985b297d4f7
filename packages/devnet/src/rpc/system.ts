import { reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import { fromHex, toHex } from '../codec/bytes.js'
import { toAccount } from '../dev/account.js'
import { resolveBlock } from './session/blocks.js'
import { dryRun } from './session/dry-run.js'
import { invalidParams, requireOpaque, runtimeFailure } from './session/errors.js'
import { blockRef, hex } from './session/hex.js'
import { CHAIN_NAME, CHAIN_PROPERTIES } from './session/identity.js'
import { rpc } from './session/method.js'

/** Version of the package, from `package.json`. */
const VERSION = '0.1.0'

const accountId = z.string().max(128)

export const system_chain = rpc({}, () => CHAIN_NAME)
export const system_chainType = rpc({}, () => 'Development')
export const system_name = rpc({}, () => 'subnetkit-devnet')
export const system_version = rpc({}, () => VERSION)
export const system_properties = rpc({}, () => CHAIN_PROPERTIES)
export const system_health = rpc({}, () => ({ peers: 0, isSyncing: false, shouldHavePeers: false }))
export const system_peers = rpc({}, () => [])
export const system_nodeRoles = rpc({}, () => ['Authority'])
export const system_localPeerId = rpc({}, () => 'subnetkit-devnet')
export const system_localListenAddresses = rpc({}, () => [])

export const system_syncState = rpc({}, ({ chain }) => {
  const { number } = chain.head.header
  return { startingBlock: 0, currentBlock: number, highestBlock: number }
})

/** Counts the extrinsics that wait in the pool, as a node does. */
export const system_accountNextIndex = rpc({ address: accountId }, ({ chain }, { address }) => {
  const account = parseAccount(address)
  return chain.pool.nextNonce(account, chain.nonceOf(account))
})
export const account_nextIndex = system_accountNextIndex

/**
 * Applies an extrinsic to the state of a block, and answers with what came of it: a dispatch error, or why it is not valid.
 * A node serves it to its own machine only, which is the only one that reaches a devnet.
 */
export const system_dryRun = rpc({ extrinsic: hex, at: blockRef }, ({ chain }, { extrinsic, at }) => {
  const bytes = fromHex(extrinsic)
  requireOpaque(bytes, 'Unable to dry run extrinsic')
  try {
    return toHex(dryRun(chain, resolveBlock(chain, at), bytes))
  } catch (error) {
    throw runtimeFailure('Unable to dry run extrinsic.', reasonOf(error))
  }
})
export const system_dryRunAt = system_dryRun

function parseAccount(address: string): string {
  try {
    return toAccount(address)
  } catch (error) {
    throw invalidParams(reasonOf(error))
  }
}
