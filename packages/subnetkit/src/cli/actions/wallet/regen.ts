import { readFile } from 'node:fs/promises'
import type { KeySource } from '@subnetkit/wallet'
import { z } from 'zod'
import { fileUnreadable } from '../../config/json-file.js'
import { confirmOrRefuse } from '../../context/confirm.js'
import type { Context } from '../../context/context.js'
import { CliError, interrupted } from '../../output/failure.js'
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
    throw new CliError('USAGE', `the key is coldkey or hotkey, not ${kind}`, 'see subnet wallet regen --help')
  }
  const { createColdkey, createHotkey, exportKey, walletFiles } = await import('@subnetkit/wallet')
  const { place, unlock } = context.keys
  const path = walletFiles(place)[kind]
  if (context.settings.dryRun) return { data: { dryRun: true, path }, text: () => `would write ${path}` }
  const source = sourceOf(await readSecret(context, kind, options.secretFile))
  // Throws for what is no key, before anybody thinks of a password.
  exportKey(source)
  if (options.overwrite) await confirmOrRefuse(context, `replace ${path}, if it is there?`)
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
  if (file !== undefined) return (await readSecretFile(file)).trim()
  const typed = await io.prompter?.password(`mnemonic, 0x seed or secret URI of the ${kind}`)
  if (typed === null) throw interrupted()
  if (typed) return typed.trim()
  throw new CliError(
    'USAGE',
    `there is nobody to ask for the secret of the ${kind}`,
    'put it into a file that only you can read and name that with --secret-file',
  )
}

async function readSecretFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw fileUnreadable(file, error as NodeJS.ErrnoException)
  }
}

/** What kind of secret a text is. Never part of a message. */
function sourceOf(text: string): KeySource {
  if (/^(0x)?[0-9a-f]{64}$/i.test(text)) return { seed: text }
  const mnemonic = text.toLowerCase().split(/\s+/)
  if (mnemonic.length >= 12 && mnemonic.every((word) => /^[a-z]+$/.test(word))) {
    return { mnemonic: mnemonic.join(' ') }
  }
  return { uri: text }
}
