import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import { fileReasons } from '../../config/json-file.js'
import { confirmOrRefuse } from '../../context/confirm.js'
import { cliError } from '../../errors.js'
import { defineAction } from '../../program/define-action.js'

const schema = z.strictObject({
  netuid: netuidField,
  hash: z
    .string()
    .regex(/^(sha256:)?[\da-f]{64}$/i, 'must be 64 hexadecimal digits')
    .transform((text) => text.toLowerCase().replace('sha256:', ''))
    .optional(),
  name: z.string(),
  licence: z.string(),
})

export const action = defineAction(schema, async (context, { netuid, hash, name, licence }, [file]) => {
  const { palette, settings, io } = context
  if ((file === undefined) === (hash === undefined)) {
    const fix = 'Name the file of the model, or pass its SHA-256 with --hash.'
    throw cliError('USAGE', { detail: 'model commit takes either a file or --hash', fix })
  }
  const sha256 = hash ?? (await hashOfFile(file!))
  const { publishModelCard, readModelCard } = await import('@subnetkit/core/validator')
  const client = await context.chain()
  const hotkey = await context.keys.hotkeyAddress()
  const held = await readModelCard(client, { netuid, hotkey })
  const before = held && { ...held, sha256: Buffer.from(held.sha256).toString('hex') }
  const changed = before?.sha256 !== sha256 || before.name !== name || before.licence !== licence
  const data = { netuid, hotkey, sha256, name, licence, before, changed }
  const what = `${name} (${licence}), sha256 ${sha256}`
  if (!changed) return { data, text: () => `${palette.good('✓')} ${what} is published already` }
  const plan = `subnet ${netuid}: hotkey ${hotkey} publishes ${what}${before ? `, in place of ${before.name}` : ''}`
  if (settings.dryRun) {
    return {
      data: { ...data, dryRun: true },
      text: () => `${plan}\n${palette.dim('dry run: nothing was sent')}`,
    }
  }
  if (!settings.json) io.stderr.write(`${plan}\n`)
  await confirmOrRefuse(context, 'Publish it?')
  context.progress('sending, then waiting for the block')
  const card = { netuid, sha256: Buffer.from(sha256, 'hex'), name, licence }
  const block = await publishModelCard(client, await context.keys.hotkey(), card)
  return {
    data: { ...data, block },
    text: () => `${palette.good('✓')} ${what} is published on subnet ${netuid} at block ${block.number}`,
  }
})

async function hashOfFile(path: string): Promise<string> {
  try {
    await using file = await open(path)
    const hash = createHash('sha256')
    for await (const piece of file.createReadStream({ autoClose: false })) hash.update(piece as Buffer)
    return hash.digest('hex')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const detail = fileReasons[code] ?? `it cannot be read (${code})`
    throw cliError('FILE_INVALID', { path, detail, fix: 'Check the path and its permissions.' })
  }
}
