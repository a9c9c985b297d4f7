import { randomBytes } from 'node:crypto'
import type { MinerEndpoint } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import { runMiner } from '../../../miner/run-miner.js'
import type { Context } from '../../context/context.js'
import { loadHandlers } from '../../module/load-handlers.js'
import { usualUri } from '../../offline/draw-tasks.js'
import type { Definition } from '../../offline/load-definition.js'

/** The key that asks: that of the wallet where an option names one, else one that is used once and never stored. */
export async function callerKey({
  globalOrigins,
  keys,
}: Context): Promise<{ readonly keypair: Keypair; readonly isThrowaway: boolean }> {
  const isNamed = ['wallet.name', 'wallet.hotkey'].some((key) => globalOrigins.get(key)?.from === 'flag')
  if (isNamed) return { keypair: await keys.hotkeypair(), isThrowaway: false }
  const { createKeypair } = await import('@subnetkit/wallet')
  return { keypair: createKeypair(`0x${randomBytes(32).toString('hex')}`), isThrowaway: true }
}

/** Serves the handlers of a module on this machine, to every caller, until the command ends. */
export async function serveHandlers(
  context: Context,
  { subnet, module, exported }: Definition,
  named: string | undefined,
): Promise<MinerEndpoint> {
  const { handlers } = await loadHandlers(subnet as never, { module, exported, named })
  const { createKeypair } = await import('@subnetkit/wallet')
  // Always the same, so that a seed draws the same tasks.
  const hotkey = createKeypair(usualUri)
  const starting = runMiner(subnet, handlers as never, {
    ...{ hotkey, port: 0, admission: null, rateLimit: null, receipts: null },
    ...{ log: false, signals: false },
  })
  context.closeAtEnd(() => starting.then((running) => running.close()).catch(() => undefined))
  const { host, port } = await context.unlessInterrupted(starting)
  return { hotkey: hotkey.address, host, port }
}
