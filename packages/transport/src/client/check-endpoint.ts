import { isIP } from 'node:net'
import { optionError, type SubnetError, setLatest } from '@subnetkit/base'
import type { MinerEndpoint } from '@subnetkit/core'
import { isAddress } from '@subnetkit/wallet'
import { unsent } from './failure.js'

/** Hotkeys that are valid: callers ask the same miners again, and a check costs an eighth of a call. */
const valid = new Map<string, true>()
const mostValid = 4_096

/**
 * Throws QUERY_FAILED for an endpoint that no chain can publish, so that the caller made it up: a chain has hotkeys,
 * IP addresses and ports of 16 bits. What a miner could have published wrongly is charged to the miner.
 */
export function checkEndpoint(endpoint: MinerEndpoint): void {
  const { hotkey, host, port } = endpoint
  const refuse = (name: string, given: unknown, expected: string): SubnetError =>
    unsent(endpoint, optionError(`endpoint ${name}`, given, expected))
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw refuse('port', port, 'an integer from 1 to 65535')
  }
  if (typeof host !== 'string' || !(isIP(host) > 0 || /^[\w.-]+$/.test(host))) {
    throw refuse('host', host, 'an IP address or a name, without a scheme or a port')
  }
  if (valid.has(hotkey)) return
  if (typeof hotkey !== 'string' || !isAddress(hotkey)) {
    throw refuse('hotkey', hotkey, 'an SS58 address of Bittensor')
  }
  setLatest(valid, hotkey, true, mostValid)
}
