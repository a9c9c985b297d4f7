import { mechanismIndices } from '../rules/subnets.js'
import type { StateReader } from '../state/state.js'
import { lie } from './lies.js'

interface Read {
  readonly host: string
  readonly state: StateReader
}

/** A rule that a true answer keeps; returns what contradicts it. */
type Check = (state: StateReader, netuid: number) => string | undefined

/** Refuses a subnet whose parts contradict each other with FORK_INCONSISTENT. */
export function verify({ host, state }: Read, netuid: number): void {
  for (const check of checks) {
    const contradiction = check(state, netuid)
    if (contradiction !== undefined) throw lie(host, contradiction)
  }
}

const checks: readonly Check[] = [
  hotkeysByUid,
  uidsByHotkey,
  vectorsFit,
  rowsFit,
  sharesAddUp,
  stakesFit,
  issuanceFits,
]

function hotkeysByUid({ SubtensorModule: subtensor }: StateReader, netuid: number): string | undefined {
  const n = subtensor.SubnetworkN.get(netuid)
  const keys = [...subtensor.Keys.entries(netuid)]
  const beyond = keys.find(([[, uid]]) => uid >= n)
  if (beyond) return `uid ${beyond[0][1]} has a hotkey, but there are ${n} neurons`
  if (keys.length !== n) return `${keys.length} uids have a hotkey, but there are ${n} neurons`
  if (new Set(keys.map(([, hotkey]) => hotkey)).size !== n) return 'two uids have the same hotkey'
  return undefined
}

function uidsByHotkey({ SubtensorModule: subtensor }: StateReader, netuid: number): string | undefined {
  const uids = [...subtensor.Uids.entries(netuid)]
  const wrong = uids.find(([[, hotkey], uid]) => subtensor.Keys.get(netuid, uid) !== hotkey)
  if (wrong) return `hotkey ${wrong[0][1]} has uid ${wrong[1]}, which belongs to another`
  const n = subtensor.SubnetworkN.get(netuid)
  return uids.length === n ? undefined : `${uids.length} hotkeys have a uid, but there are ${n} neurons`
}

const vectors = [
  ...['StakeWeight', 'Active', 'Rank', 'Trust', 'Consensus', 'Dividends', 'Emission'],
  ...['ValidatorTrust', 'PruningScores', 'ValidatorPermit'],
] as readonly ('Consensus' | 'Emission' | 'Active')[]

/** The chain pads vectors that are too short; none is longer than the subnet. */
function vectorsFit(state: StateReader, netuid: number): string | undefined {
  const { SubtensorModule: subtensor } = state
  const n = subtensor.SubnetworkN.get(netuid)
  const lengths = [
    ...vectors.map((name) => [name, subtensor[name].get(netuid).length] as const),
    ...indicesOf(state, netuid).flatMap((index) =>
      (['Incentive', 'LastUpdate'] as const).map(
        (name) => [name, subtensor[name].get(index).length] as const,
      ),
    ),
  ]
  const long = lengths.find(([, length]) => length > n)
  return long && `${long[0]} has ${long[1]} entries, but there are ${n} neurons`
}

function rowsFit(state: StateReader, netuid: number): string | undefined {
  const { SubtensorModule: subtensor } = state
  const n = subtensor.SubnetworkN.get(netuid)
  for (const name of ['Weights', 'Bonds'] as const) {
    for (const index of indicesOf(state, netuid)) {
      for (const [[, uid], row] of subtensor[name].entries(index)) {
        const beyond = uid >= n ? uid : row.find(([target]) => target >= n)?.[0]
        if (beyond !== undefined)
          return `${name} of uid ${uid} name uid ${beyond}, but there are ${n} neurons`
      }
    }
  }
  return undefined
}

const indicesOf = (state: StateReader, netuid: number) => mechanismIndices({ state, block: 0 }, netuid)

/** Roundings of many years may add up, but not to a part in a thousand. */
const TOLERANCE = 1000n
/** One whole share, of 64 fraction bits. */
const ONE_SHARE = 1n << 64n

/** The shares of all who stake on a hotkey are those of the hotkey. */
function sharesAddUp({ SubtensorModule: subtensor }: StateReader): string | undefined {
  const sums = new Map<string, bigint>()
  for (const [[hotkey, , network], share] of subtensor.Alpha.entries()) {
    const holder = `${hotkey} ${network}`
    sums.set(holder, (sums.get(holder) ?? 0n) + share)
  }
  for (const [[hotkey, network], shares] of subtensor.TotalHotkeyShares.entries()) {
    const holder = `${hotkey} ${network}`
    const sum = sums.get(holder) ?? 0n
    sums.delete(holder)
    const apart = sum > shares ? sum - shares : shares - sum
    if (apart > shares / TOLERANCE + ONE_SHARE) {
      return `the shares of those who stake on ${hotkey} on network ${network} are not those of the hotkey`
    }
  }
  for (const [holder, sum] of sums) if (sum > ONE_SHARE) return `${holder} has holders, but no shares`
  return undefined
}

/** No more alpha is staked than is outside of the pool. */
function stakesFit({ SubtensorModule: subtensor }: StateReader, netuid: number): string | undefined {
  let staked = 0n
  for (const [[, network], alpha] of subtensor.TotalHotkeyAlpha.entries())
    if (network === netuid) staked += alpha
  const outside = subtensor.SubnetAlphaOut.get(netuid)
  if (staked <= outside + outside / TOLERANCE) return undefined
  return `${staked} rao of alpha are staked, but only ${outside} are outside of the pool`
}

/** All TAO that there can ever be, in rao. */
const MOST_TAO = 21_000_000n * 1_000_000_000n

function issuanceFits({ SubtensorModule: subtensor }: StateReader, netuid: number): string | undefined {
  const issued = subtensor.TotalIssuance.get()
  if (issued > MOST_TAO) return `${issued} rao were issued, more than there can be`
  const pooled = subtensor.SubnetTAO.get(netuid)
  const staked = subtensor.TotalStake.get()
  return pooled > staked ? `the pool holds ${pooled} rao, but only ${staked} are staked in all` : undefined
}
