import { Link } from '../app/navigation.js'
import { shortKey } from './format.js'

/** A miner by its number and hotkey, which leads to its page. */
export function MinerLink({ uid, hotkey }: { readonly uid: number; readonly hotkey: string }) {
  return (
    <Link href={`/miners/${hotkey}`} class="miner">
      <span class="uid">{uid}</span> <span class="key">{shortKey(hotkey)}</span>
    </Link>
  )
}
