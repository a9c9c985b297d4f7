import type { ArgsOf, CallOf } from '../../dev/impersonation.js'
import { createDevnet, type Devnet, type DevnetOptions } from '../../devnet.js'
import { accountOf } from '../../rules/testing/bench.js'
import type { PalletName } from '../../schema/schema.js'

/** Netuid of the subnet that {@link createSource} starts. */
export const sourceNetuid = 2

export const hotkeyOf = (uid: number): string => accountOf(`hotkey ${String(uid).padStart(3, '0')}`)
export const coldkeyOf = (uid: number): string => accountOf(`coldkey ${String(uid).padStart(3, '0')}`)

/** Sends a call as an account; throws its error. */
export function run<P extends PalletName, C extends CallOf<P>>(
  devnet: Devnet,
  as: string,
  pallet: P,
  call: C,
  args: ArgsOf<P, C>,
): void {
  const { error } = devnet.impersonate(as).execute(pallet, call, args)
  if (error !== null) throw new Error(`${pallet}.${call}: ${error}`)
}

/** Lets a subnet take TAO out of the emission, at a price at which root earns too. */
export function emit(devnet: Devnet, netuid: number): void {
  devnet.setStorage('SubtensorModule', 'SubnetEmissionEnabled', [netuid], true)
  devnet.setStorage('SubtensorModule', 'SubnetMovingPrice', [netuid], 3n << 31n)
}

/** Size of a subnet to fork; uid 0 belongs to its owner. */
export interface SourceSize {
  readonly validators: number
  readonly miners: number
}

/** A devnet with a running subnet of validators that stake, have set weights and hold root stake, and of miners. */
export async function createSource(
  { validators, miners }: SourceSize,
  options: DevnetOptions = {},
): Promise<Devnet> {
  const devnet = await createDevnet({ preset: 'fast', blockTime: 'manual', seed: 'fork source', ...options })
  const netuid = sourceNetuid
  const count = 1 + validators + miners
  for (let uid = 0; uid < count; uid++) devnet.fund(coldkeyOf(uid), 100_000_000_000_000n)
  run(devnet, coldkeyOf(0), 'SubtensorModule', 'register_network', { hotkey: hotkeyOf(0) })
  const set = { netuid, enabled: false }
  run(devnet, 'root', 'AdminUtils', 'sudo_set_commit_reveal_weights_enabled', set)
  devnet.setStorage('SubtensorModule', 'MaxAllowedUids', [netuid], Math.max(256, count))
  devnet.setStorage('SubtensorModule', 'MaxRegistrationsPerBlock', [netuid], 1_000)
  devnet.setStorage('SubtensorModule', 'TargetRegistrationsPerInterval', [netuid], 1_000)
  devnet.setStorage('SubtensorModule', 'BurnIncreaseMult', [netuid], 1n << 64n)
  run(devnet, coldkeyOf(0), 'SubtensorModule', 'start_call', { netuid })
  emit(devnet, netuid)
  for (let uid = 1; uid < count; uid++) {
    const hotkey = hotkeyOf(uid)
    devnet.impersonate(coldkeyOf(uid)).submit('SubtensorModule', 'burned_register', { netuid, hotkey })
  }
  devnet.mine()
  for (let uid = 1; uid <= validators; uid++) {
    const stake = { hotkey: hotkeyOf(uid), amount_staked: BigInt(uid) * 1_000_000_000n }
    const coldkey = devnet.impersonate(coldkeyOf(uid))
    coldkey.submit('SubtensorModule', 'add_stake', { netuid, ...stake })
    coldkey.submit('SubtensorModule', 'add_stake', { netuid: 0, ...stake })
  }
  devnet.mine()
  devnet.mineUntilEpoch(netuid)
  const dests = Array.from({ length: miners }, (_, at) => 1 + validators + at)
  for (let uid = 1; uid <= validators; uid++) {
    const weights = dests.map((dest) => 1 + ((dest * 7 + uid * 13) % 100))
    const args = { netuid, dests, weights, version_key: 0n }
    devnet.impersonate(hotkeyOf(uid)).submit('SubtensorModule', 'set_weights', args)
  }
  devnet.mine()
  devnet.mineUntilEpoch(netuid)
  devnet.mine(3)
  return devnet
}
