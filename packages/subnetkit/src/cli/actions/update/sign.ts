import { readFile, stat } from 'node:fs/promises'
import { jsonFlaw } from '@subnetkit/base'
import { writeFileAtomic } from '@subnetkit/base/files'
import { z } from 'zod'
import {
  type Channel,
  channelSchema,
  channelText,
  signedChannelSchema,
  updatedRoles,
} from '../../../update/channel/channel-file.js'
import { checkUrl } from '../../../update/channel/fetch-url.js'
import { signChannel } from '../../../update/channel/read-channel.js'
import { wholeNumber } from '../../config/fields.js'
import { cliError } from '../../errors.js'
import { renderFacts } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'
import { version as ownVersion } from '../../version.js'
import { verifyPackage } from '../package/verify.js'

const dayMs = 86_400_000

const schema = z.strictObject({
  url: z.string(),
  out: z.string().min(1).optional(),
  channel: channelSchema.shape.channel.default('stable'),
  sequence: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
  days: wholeNumber(1, 3_650).default(30),
  from: z.string().optional(),
  storeVersion: wholeNumber(1, 100_000).optional(),
})

export const action = defineAction(schema, async (context, options, [file = '']) => {
  const { url, channel: name, days, from = null } = options
  checkUrl(url)
  const out = options.out ?? `${name}.json`
  const [{ manifest, sha256 }, { size }, before] = await Promise.all([
    verifyPackage(file),
    stat(file),
    sequenceIn(out),
  ])
  const role = updatedRoles.find((one) => one === manifest.role)
  if (role === undefined)
    throw cliError('USAGE', {
      detail: `${file} is a package of the role ${manifest.role}, which is not updated by a channel`,
      fix: `Name the package of a ${updatedRoles.join(', ')}.`,
    })
  const sequence = options.sequence ?? (before ?? 0) + 1
  if (before !== null && sequence <= before)
    throw cliError('USAGE', {
      detail: `--sequence ${sequence} is not above ${before}, which ${out} has`,
      fix: 'Leave --sequence out, or choose a higher one: validators refuse one that falls.',
    })
  const now = Date.now()
  const channel: Channel = channelSchema.parse({
    ...{ format: 'subnetkit-channel/1', channel: name, sequence },
    issued: new Date(now).toISOString(),
    expires: new Date(now + days * dayMs).toISOString(),
    release: {
      ...{ name: manifest.name, version: manifest.version, role, subnet: manifest.subnet },
      ...{ sha256, bytes: size, url, from },
      store: await storeOf(manifest.subnetkit, options),
    },
  })
  const key = await context.keys.hotkeypair()
  const signed = signChannel(channel, key)
  if (!context.settings.dryRun) await writeFileAtomic(out, channelText(signed), { mode: 0o644 })
  return {
    data: { file: out, key: key.address, ...signed },
    text: () =>
      [
        context.settings.dryRun
          ? context.palette.dim('dry run: nothing was written')
          : `${context.palette.good('✓')} ${out} names ${manifest.name} ${manifest.version}`,
        ...renderFacts(
          [
            ['key', key.address],
            ['sequence', String(sequence)],
            ['expires', channel.expires],
            ['sha256', sha256],
            ['url', url],
          ],
          context.palette,
        ),
      ].join('\n'),
  }
})

/** Version of the store that a package writes, which is also the oldest that reads it. Throws USAGE if they are not known. */
async function storeOf(subnetkit: string, given: { readonly storeVersion?: number | undefined }) {
  const { newestStoreVersion } = await import('@subnetkit/core/validator')
  const version = given.storeVersion ?? (subnetkit === ownVersion ? newestStoreVersion : undefined)
  // No version of subnetkit opens a store that a newer one has migrated.
  if (version !== undefined) return { version, readableBy: version }
  throw cliError('USAGE', {
    detail: `the package has subnetkit ${subnetkit}, and this is ${ownVersion}, which does not know its store`,
    fix: 'Sign it with the subnet command of that version, or pass --store-version.',
  })
}

/** Sequence of the channel file that is replaced; null without one. Throws FILE_INVALID for a file of another kind. */
async function sequenceIn(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  try {
    if (jsonFlaw(text) === undefined) return signedChannelSchema.parse(JSON.parse(text)).sequence
  } catch {
    // As below.
  }
  throw cliError('FILE_INVALID', {
    path: file,
    detail: 'it is no channel file, and would be replaced',
    fix: 'Choose another file with --out.',
  })
}
