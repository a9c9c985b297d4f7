import type { BlockReader, SubtensorRead } from '../read/block-reader.js'
import type { StakeColumns } from './columns.js'
import { inheritedStake, type StakeShare, weighStake } from './inherited-stake.js'

/** Reads the stakes of hotkeys and of their parents, and counts as the runtime does. */
export async function readStakes(
  block: BlockReader,
  netuid: number,
  hotkeys: readonly string[],
): Promise<StakeColumns> {
  const [children, parents, [taoWeight]] = await Promise.all([
    readRelatives(block, 'ChildKeys', netuid, hotkeys),
    readRelatives(block, 'ParentKeys', netuid, hotkeys),
    block.read([['TaoWeight']]),
  ])
  const everybody = [...new Set([...hotkeys, ...parents.flat().map(({ hotkey }) => hotkey)])]
  const countedOn = async (network: number): Promise<readonly bigint[]> => {
    const stakes = await block.read(everybody.map((hotkey) => ['TotalHotkeyAlpha', hotkey, network]))
    const stakeOf = new Map(everybody.map((hotkey, position) => [hotkey, stakes[position] as bigint]))
    return hotkeys.map((hotkey, uid) => {
      const relatives = { children: children[uid] ?? [], parents: parents[uid] ?? [] }
      return inheritedStake(hotkey, relatives, (one) => stakeOf.get(one) ?? 0n)
    })
  }
  const [alpha, tao] = await Promise.all([countedOn(netuid), countedOn(0)])
  return {
    alpha_stake: alpha,
    tao_stake: tao,
    total_stake: alpha.map((own, uid) => weighStake(own, tao[uid] ?? 0n, taoWeight as bigint)),
  }
}

/** Those who share stake with each hotkey; on the root network, and on runtimes without, there are none. */
async function readRelatives(
  block: BlockReader,
  item: 'ChildKeys' | 'ParentKeys',
  netuid: number,
  hotkeys: readonly string[],
): Promise<readonly (readonly StakeShare[])[]> {
  if (netuid === 0) return []
  const found = await block.find(hotkeys.map((hotkey): SubtensorRead => [item, hotkey, netuid]))
  return found.map((shares = []) =>
    (shares as readonly (readonly [bigint, string])[]).map(([proportion, hotkey]) => ({
      proportion,
      hotkey,
    })),
  )
}
