import { type MinerIdentity, minerKey } from '../../scoreboard/scoreboard.js'
import type { Store } from '../../store/store.js'

/** Returns what names a miner by its present hotkey, whatever it was called when it was asked. */
export async function presentHotkeys(
  store: Pick<Store, 'formerHotkeys'>,
): Promise<<T extends MinerIdentity>(one: T) => T> {
  const successors = new Map((await store.formerHotkeys()).map((one) => [minerKey(one), one.successor]))
  return (one) => {
    const hotkey = successors.get(minerKey(one))
    return hotkey === undefined ? one : { ...one, hotkey }
  }
}
