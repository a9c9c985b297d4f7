import type { CreatedKey, Wallet } from '@subnetkit/wallet'
import { z } from 'zod'
import type { Context } from '../../context/context.js'
import { exitCodes } from '../../exit-codes.js'
import { type Failure, renderFailure, toFailure } from '../../output/failure.js'
import { renderFacts } from '../../output/table.js'
import type { Outcome } from '../../program/action.js'
import { defineAction } from '../../program/define-action.js'
import { newPassword } from './new-password.js'

const lengths = ['12', '15', '18', '21', '24'] as const

const schema = z
  .strictObject({
    words: z
      .enum(lengths, { error: `must be one of ${lengths.join(', ')}` })
      .default('12')
      .transform((words) => Number(words) as 12 | 15 | 18 | 21 | 24),
    hotkeyOnly: z.boolean().default(false),
    coldkeyOnly: z.boolean().default(false),
    /** `--no-password` sets it to false. */
    password: z.boolean().default(true),
  })
  .refine(({ hotkeyOnly, coldkeyOnly }) => !(hotkeyOnly && coldkeyOnly), {
    path: ['hotkeyOnly'],
    message: 'excludes --coldkey-only',
  })

type Kind = 'coldkey' | 'hotkey'

/** Result for one key. */
interface Made {
  readonly key: Kind
  readonly created: boolean
  readonly address: string | null
  readonly path: string
  readonly mnemonic?: string
}

export const action = defineAction(schema, async (context, options) => {
  const { openWallet } = await import('@subnetkit/wallet')
  const wallet = await openWallet(context.keys.place)
  const wanted: Kind[] = []
  if (!options.hotkeyOnly) wanted.push('coldkey')
  if (!options.coldkeyOnly) wanted.push('hotkey')
  const made: Made[] = []
  let failure: Failure | null = null
  for (const key of wanted) {
    const { address, secret } = wallet[key]
    const path = wallet.files[key]
    const exists = address !== null || secret !== null
    if (exists || context.settings.dryRun) {
      made.push({ key, created: false, address, path })
      continue
    }
    try {
      made.push(await make(context, key, options.words, options.password))
    } catch (error) {
      // A mnemonic is shown now or never, so a later failure must not end the command before it.
      if (made.every(({ created }) => !created)) throw error
      failure = toFailure(error)
    }
  }
  return report(context, wallet, made, failure)
})

function report(
  context: Context,
  { name, hotkeyName }: Wallet,
  made: readonly Made[],
  failure: Failure | null,
): Outcome {
  const { palette, settings } = context
  const dryRun = settings.dryRun && { dryRun: true }
  return {
    data: { ...dryRun, wallet: name, hotkey: hotkeyName, keys: made, ...(failure && { error: failure }) },
    text: () =>
      [
        ...made.flatMap((key) => describe(context, key, settings.dryRun)),
        ...(failure === null ? [] : [renderFailure(failure, palette).trimEnd()]),
      ].join('\n'),
    exitCode: failure === null ? exitCodes.done : exitCodes.failed,
  }
}

async function make(
  context: Context,
  key: Kind,
  words: 12 | 15 | 18 | 21 | 24,
  sealed: boolean,
): Promise<Made> {
  const { createColdkey, createHotkey, walletFiles } = await import('@subnetkit/wallet')
  const { place, unlock } = context.keys
  let mnemonic = ''
  const common = {
    ...place,
    words,
    onMnemonic: (phrase: string) => {
      mnemonic = phrase
    },
  }
  const files = walletFiles(place)
  const created: CreatedKey =
    key === 'hotkey'
      ? await createHotkey(common)
      : await createColdkey({ ...common, password: sealed ? await newPassword(files.coldkey, unlock) : null })
  return { key, created: true, address: created.address, path: created.path, mnemonic }
}

function describe({ palette }: Context, made: Made, dryRun: boolean): readonly string[] {
  const { key, created, address, path, mnemonic } = made
  if (!created && dryRun && address === null) return [`${key} would be created: ${path}`]
  if (!created)
    return [`${palette.dim('–')} ${key} exists already: ${address ?? 'encrypted'}  ${palette.dim(path)}`]
  return [
    `${palette.good('✓')} new ${key}`,
    ...renderFacts(
      [
        ['address', address ?? ''],
        ['file', path],
        ['mnemonic', palette.bold(mnemonic ?? '')],
      ],
      palette,
    ).map((line) => `  ${line}`),
    palette.warn('  Write the mnemonic down: it is shown only once, and anyone who has it controls the key.'),
  ]
}
