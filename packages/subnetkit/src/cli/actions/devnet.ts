import { z } from 'zod'
import { type RunningDevnet, startDevnet } from '../../devnet/start-devnet.js'
import { wholeNumber } from '../config/fields.js'
import type { Context } from '../context/context.js'
import { cliError } from '../errors.js'
import { loadSubnet } from '../module/load-subnet.js'
import { toJsonLine } from '../output/json.js'
import { defineAction } from '../program/define-action.js'
import { logDestination } from '../run/log-destination.js'
import { runWhile } from '../run/run-until-stopped.js'

const schema = z.strictObject({
  export: z.string().min(1, 'must not be empty').optional(),
  port: wholeNumber(0, 65_535).optional(),
  miners: wholeNumber(0, 200).optional(),
  validators: wholeNumber(0, 64).optional(),
  tempo: wholeNumber(1, 65_535).optional(),
  blockTime: wholeNumber(1, 86_400_000).optional(),
  saveHotkeys: z.literal(true).optional(),
})

export const action = defineAction(
  schema,
  async (context, { export: name, saveHotkeys, ...options }, [module]) => {
    if (module === undefined) refuseUnused({ export: name, saveHotkeys, ...options })
    const subnet = module === undefined ? undefined : await loadSubnet(module, name)
    const log = logDestination(context)
    const starting = startDevnet({
      ...options,
      subnet,
      // Its address is printed below, once everything is on it.
      log: (record) => {
        if (record.event !== 'chain') log(record)
      },
      signals: context.signal,
    })
    await runWhile(context, starting, async (devnet) => {
      const saved = saveHotkeys ? await saveAll(context, devnet) : []
      const { network, netuid, miners, validators } = devnet
      const { wallet } = context.settings
      context.io.stdout.write(
        context.settings.json
          ? toJsonLine({ network, netuid, miners, validators, saved })
          : `${[
              `chain at ${network}${subnet === undefined ? '' : `, subnet ${subnet.name} is netuid ${netuid}`}; Ctrl-C ends it`,
              ...(saved.length === 0 ? [] : [`hotkeys in wallet ${wallet.name}: ${saved.join(', ')}`]),
            ].join('\n')}\n`,
      )
      await devnet.closed
    })
    return null
  },
)

/** Options about the subnet on the chain. */
const ofSubnet = ['export', 'miners', 'validators', 'tempo', 'saveHotkeys'] as const

/** Refuses options of a bare chain that would do nothing. Throws USAGE with the first one. */
function refuseUnused(options: Readonly<Partial<Record<(typeof ofSubnet)[number], unknown>>>): void {
  const unused = ofSubnet.find((name) => options[name] !== undefined)
  if (unused === undefined) return
  const flag = `--${unused.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  throw cliError('USAGE', {
    detail: `${flag} is about a subnet, and no module is given: the chain would be bare`,
    fix: `Name the file or the package of the subnet, such as ./src/subnet.ts, or leave out ${flag}.`,
  })
}

/** Saves the hotkeys that do not exist yet. Throws KEYFILE_EXISTS for another key of the same name. */
async function saveAll(
  { keys }: Context,
  { miners, validators, owner }: RunningDevnet,
): Promise<readonly string[]> {
  const { createHotkey, createKeypair, openWallet, walletError } = await import('@subnetkit/wallet')
  const names: string[] = []
  for (const uri of [...miners, ...validators, ...(owner === null ? [] : [owner])]) {
    const place = { ...keys.place, hotkey: uri.slice(2) }
    const { hotkey, files } = await openWallet(place)
    if (hotkey.secret === null) await createHotkey({ ...place, source: { uri } })
    else if (hotkey.address !== createKeypair(uri).address) {
      throw walletError('KEYFILE_EXISTS', { path: files.hotkey })
    }
    names.push(place.hotkey)
  }
  return names
}
