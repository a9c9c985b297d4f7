import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { quoted } from '../../config/settings.js'
import { cliError } from '../../errors.js'

const schema = z.object({ update: z.object({ channel: z.string(), key: z.string() }) })

/** Throws USAGE if the kit in a folder follows a channel: a run without its options would have the validator updated by hand. */
export async function keepChannel(dir: string): Promise<void> {
  const held = await readFile(join(dir, 'settings/validator.json'), 'utf8')
    .then(JSON.parse)
    .catch(() => null)
  const { data } = schema.safeParse(held)
  if (data === undefined) return
  const { channel, key } = data.update
  throw cliError('USAGE', {
    detail: `settings/validator.json there follows the channel ${channel}, and this run names none`,
    fix: `Pass --updates ${quoted(channel)} --update-key ${quoted(key)} again, or --force to give the channel up.`,
  })
}
