import type { Collector } from './collector.js'
import type { Readable } from './layout.js'
import { lie } from './lies.js'
import { networksOf } from './networks.js'

/** A subnet as it was read, before it is what the devnet's rules can go on from. */
export interface Translation {
  readonly collector: Collector
  readonly readable: Readable
  readonly netuid: number
  readonly specVersion: number
}

/** Newest version whose rules are known from their source. */
const NEWEST_RULES = 425

/** Turns what other runtimes store otherwise into the devnet's form, and returns notes about what is not as there. */
export function translate(work: Translation): string[] {
  const { readable, specVersion } = work
  const { missing, leftOut, unknown } = readable
  const notes: string[] = []
  if (missing.includes('Swap.SwapBalancer')) {
    notes.push('The price is that of the reserves with equal weights: the runtime has another pool.')
  }
  notes.push(...outlineNeighbours(work))
  keepOwnClaims(work)
  keepOwnTimelocks(work)
  if (leftOut.length > 0) notes.push(`Left out, because their layout differs: ${leftOut.join(', ')}.`)
  if (unknown > 0) notes.push(`${unknown} storage items of the runtime are unknown here and were not read.`)
  if (specVersion > NEWEST_RULES) {
    notes.push(
      `The runtime has version ${specVersion}; the rules followed are those of ${NEWEST_RULES}, and of later ones what is inferred (docs/devnet-conformance.md).`,
    )
  }
  return notes
}

const U128_MAX = 2n ** 128n - 1n

/** Shares of newer runtimes, mantissa * 10 ** exponent, are added to the older ones with 64 fraction bits. */
export function mergeShares({ state, host }: Collector): void {
  const { Alpha, AlphaV2, TotalHotkeyShares, TotalHotkeySharesV2 } = state.SubtensorModule
  const merged = (old: bigint, { mantissa, exponent }: { mantissa: bigint; exponent: bigint }) => {
    if (exponent > 40n || exponent < -80n) throw lie(host, `a share has the exponent ${exponent}`)
    const power = 10n ** (exponent < 0n ? -exponent : exponent)
    const bits = exponent < 0n ? (mantissa << 64n) / power : (mantissa << 64n) * power
    if (old + bits > U128_MAX) throw lie(host, 'a share is larger than any stake')
    return old + bits
  }
  for (const [[hotkey, coldkey, netuid], share] of [...AlphaV2.entries()]) {
    Alpha.update(hotkey, coldkey, netuid, (old) => merged(old, share))
    AlphaV2.remove(hotkey, coldkey, netuid)
  }
  for (const [[hotkey, netuid], share] of [...TotalHotkeySharesV2.entries()]) {
    TotalHotkeyShares.update(hotkey, netuid, (old) => merged(old, share))
    TotalHotkeySharesV2.remove(hotkey, netuid)
  }
}

/** The other networks keep their pools, prices and part of the emission; they have no neurons and no epochs. */
function outlineNeighbours({ collector, netuid }: Translation): string[] {
  const { SubnetworkN, Tempo } = collector.state.SubtensorModule
  const others = networksOf(collector).filter((network) => network !== netuid)
  for (const other of others) {
    SubnetworkN.set(other, 0)
    if (other !== 0) Tempo.set(other, 0)
  }
  const subnets = others.length - (others.includes(0) ? 1 : 0)
  if (subnets === 0) return []
  return [
    `Other subnets (${subnets}) take their part of the emission, but have no neurons and run no epochs.`,
  ]
}

/** Leaves out claims on other subnets: how much root stake has earned there was not read. */
function keepOwnClaims({ collector, netuid }: Translation): void {
  const { RootClaimable } = collector.state.SubtensorModule
  for (const [[hotkey], rates] of [...RootClaimable.entries()]) {
    RootClaimable.set(
      hotkey,
      rates.filter(([network]) => network === netuid),
    )
  }
}

function keepOwnTimelocks({ collector, netuid }: Translation): void {
  const { TimelockedIndex } = collector.state.Commitments
  TimelockedIndex.set(TimelockedIndex.get().filter(([network]) => network === netuid))
}
