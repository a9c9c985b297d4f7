import type { KeySource } from '@subnetkit/wallet'
import { z } from 'zod'
import { readSmallFile } from '../../config/json-file.js'
import { confirmOrRefuse } from '../../context/confirm.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { defineAction } from '../../program/define-action.js'
import { newPassword } from './new-password.js'

const schema = z.strictObject({
  secretFile: z.string().optional(),
  overwrite: z.boolean().default(false),
  /** `--no-password` sets it to false. */
  password: z.boolean().default(true),
})

export const action = defineAction(schema, async (context, options, [kind]) => {
  if (kind !== 'coldkey' && kind !== 'hotkey') {
    throw cliError('USAGE', {
      detail: 'the key to write must be coldkey or hotkey',
      fix: 'Run subnet wallet regen coldkey, or subnet wallet regen hotkey.',
    })
  }
  const { createColdkey, createHotkey, exportKey, walletFiles } = await import('@subnetkit/wallet')
  const { place, unlock } = context.keys
  const path = walletFiles(place)[kind]
  if (context.settings.dryRun)
    return { data: { dryRun: true, path }, text: () => `dry run: would write ${path}` }
  const secret = await readSecret(context, kind, options.secretFile)
  context.hide(secret)
  const source = sourceOf(secret)
  // Refuses an invalid key before asking for a password.
  exportKey(source)
  if (options.overwrite) await confirmOrRefuse(context, `Replace ${path} if it exists?`)
  const common = { ...place, source, overwrite: options.overwrite }
  const { address } =
    kind === 'hotkey'
      ? await createHotkey(common)
      : await createColdkey({
          ...common,
          password: options.password ? await newPassword(path, unlock) : null,
        })
  return {
    data: { key: kind, address, path },
    text: () => `${context.palette.good('✓')} ${kind} ${address} is in ${path}`,
  }
})

async function readSecret({ io }: Context, kind: string, file: string | undefined): Promise<string> {
  // The path is not shown: the secret itself may have been typed in its place.
  if (file !== undefined) return (await readSmallFile(file, '--secret-file')).trim()
  const typed = await io.prompter?.password(`Mnemonic, 0x seed or secret URI of the ${kind}`)
  if (typed === null) throw cliError('INTERRUPTED', {})
  if (typed) return typed.trim()
  throw cliError('USAGE', {
    detail: `there is no terminal to ask on for the secret of the ${kind}`,
    fix: 'Save it in a file that only you can read, and pass that with --secret-file.',
  })
}

/** Distinguishes the kinds of secrets. The secret must never become part of a message. */
function sourceOf(text: string): KeySource {
  if (/^(0x)?[0-9a-f]{64}$/i.test(text)) return { seed: text }
  const mnemonic = text.toLowerCase().split(/\s+/)
  if (mnemonic.length >= 12 && mnemonic.every((word) => /^[a-z]+$/.test(word))) {
    return { mnemonic: mnemonic.join(' ') }
  }
  return { uri: text }
}
