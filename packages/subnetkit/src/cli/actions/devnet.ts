import type { ForkSummary } from '@subnetkit/devnet'
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
  spec: wholeNumber(1, 0xffff_ffff).optional(),
  fork: z
    .string()
    .regex(/^wss?:\/\/\S+$/, 'must be a ws:// or wss:// address')
    .optional(),
  netuid: wholeNumber(1, 65_535).optional(),
  forkBlock: z
    .string()
    .regex(
      /^(?:latest|0x[0-9a-f]{64}|[1-9][0-9]{0,9})$/,
      'must be a block number, a hash of 0x and 64 hex digits, or latest',
    )
    .transform((text): number | string => (/^[1-9]/.test(text) ? Number(text) : text))
    .optional(),
  forkCache: z.string().min(1, 'must not be empty').optional(),
  cache: z.boolean().default(true),
  saveHotkeys: z.literal(true).optional(),
})

export const action = defineAction(
  schema,
  async (
    context,
    { export: name, saveHotkeys, fork, netuid, forkBlock, forkCache, cache, spec, ...options },
    [module],
  ) => {
    if (module === undefined) refuseUnused({ export: name, saveHotkeys, ...options })
    const forked = forkOf({ module, fork, netuid, forkBlock, forkCache, cache })
    const subnet = module === undefined ? undefined : await loadSubnet(module, name)
    const log = logDestination(context)
    const starting = startDevnet({
      ...options,
      specVersion: spec,
      subnet,
      ...(forked && { fork: { ...forked, ...(await readingOf(context, cache ? forkCache : null)) } }),
      // Its address is printed below, once everything is on it.
      log: (record) => {
        if (record.event !== 'chain') log(record)
      },
      signals: context.signal,
    })
    await runWhile(context, starting, async (devnet) => {
      const saved = saveHotkeys ? await saveAll(context, devnet) : []
      const { network, netuid, miners, validators } = devnet
      const { fork } = devnet.chain
      for (const note of fork?.notes ?? []) context.progress(`fork: ${note}`)
      const { wallet } = context.settings
      context.io.stdout.write(
        context.settings.json
          ? toJsonLine({ network, netuid, miners, validators, saved, ...(fork && { fork: shownFork(fork) }) })
          : `${[
              `chain at ${network}${subnet === undefined ? '' : `, subnet ${subnet.name} is netuid ${netuid}`}; Ctrl-C ends it`,
              ...(fork === undefined
                ? []
                : [
                    `fork of subnet ${fork.netuid} at block ${fork.number}${fork.cached === undefined ? '' : `, from ${fork.cached}`}`,
                  ]),
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

interface ForkFlags {
  readonly module: string | undefined
  readonly fork: string | undefined
  readonly netuid: number | undefined
  readonly forkBlock: number | string | undefined
  readonly forkCache: string | undefined
  readonly cache: boolean
}

/** The subnet to fork; none without `--fork`. Throws USAGE for flags that do not belong together. */
function forkOf({ module, fork, netuid, forkBlock, forkCache, cache }: ForkFlags) {
  const usage = (detail: string, fix: string) => cliError('USAGE', { detail, fix })
  if (fork === undefined) {
    const given = {
      ...{ '--netuid': netuid, '--fork-block': forkBlock, '--fork-cache': forkCache },
      '--no-cache': cache ? undefined : true,
    }
    const [unused] = Object.entries(given).find(([, value]) => value !== undefined) ?? []
    if (unused === undefined) return undefined
    throw usage(
      `${unused} is about a fork`,
      `Name the node to fork from with --fork, or leave out ${unused}.`,
    )
  }
  if (module !== undefined)
    throw usage('a fork has the subnet of its chain', 'Leave out the module, or --fork.')
  if (netuid === undefined) throw usage('--fork needs the subnet', 'Name the subnet to fork with --netuid.')
  return { endpoint: fork, netuid, block: forkBlock }
}

/** Cache and progress of a fork; null is no cache. */
async function readingOf({ io, settings }: Context, cache: string | null | undefined) {
  const { forkCacheFolder, reportFork } = await import('@subnetkit/devnet')
  return {
    cache: cache === null ? undefined : (cache ?? forkCacheFolder(io.env)),
    ...(settings.quiet ? {} : { onProgress: reportFork(io.stderr) }),
  }
}

const shownFork = (fork: ForkSummary) => ({ ...fork, cached: fork.cached ?? null })

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
