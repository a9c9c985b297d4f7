import type { BlockReader } from '../read/block-reader.js'
import type { StakeColumns } from './columns.js'
import { inheritedStake, type StakeShare, weighStake } from './inherited-stake.js'
import { metagraphReads } from './reads.js'

/** Reads the stakes of hotkeys and of their parents, and counts as the runtime does; two requests for each 1,000 keys. */
export async function readStakes(
  block: BlockReader,
  netuid: number,
  hotkeys: readonly string[],
): Promise<StakeColumns> {
  // There is no stake sharing on the root network.
  const related = netuid === 0 ? [] : hotkeys
  const { taoWeight, ...relatives } = await block.getMany(
    metagraphReads.relatives({ netuid, hotkeys: related }),
  )
  const [children, parents] = [relatives.children.map(toShares), relatives.parents.map(toShares)]
  const everybody = [...new Set([...hotkeys, ...parents.flat().map(({ hotkey }) => hotkey)])]
  const stakes = await block.getMany(metagraphReads.stakes({ netuid, hotkeys: everybody }))
  const countedWith = (held: readonly bigint[]): readonly bigint[] => {
    const stakeOf = new Map(everybody.map((hotkey, position) => [hotkey, held[position] ?? 0n]))
    return hotkeys.map((hotkey, uid) => {
      const family = { children: children[uid] ?? [], parents: parents[uid] ?? [] }
      return inheritedStake(hotkey, family, (one) => stakeOf.get(one) ?? 0n)
    })
  }
  const [alpha, tao] = [countedWith(stakes.alpha), countedWith(stakes.tao)]
  return {
    alpha_stake: alpha,
    tao_stake: tao,
    total_stake: alpha.map((own, uid) => weighStake(own, tao[uid] ?? 0n, taoWeight)),
  }
}

function toShares(stored: unknown): readonly StakeShare[] {
  return (stored as readonly (readonly [bigint, string])[]).map(([proportion, hotkey]) => ({
    proportion,
    hotkey,
  }))
}
