import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import { confirmOrRefuse } from '../../context/confirm.js'
import { cliError } from '../../errors.js'
import { defineAction } from '../../program/define-action.js'
import { hashText } from './content.js'
import { verifyPackage } from './verify.js'

export const action = defineAction(
  z.strictObject({ netuid: netuidField }),
  async (context, { netuid }, [file = '']) => {
    const { palette, settings, io } = context
    const { manifest, release, hash } = await verifyPackage(file)
    const { publishPackageHash, readPackageHash } = await import('@subnetkit/core/validator')
    const client = await context.chain()
    const [held, hotkey] = await Promise.all([
      readPackageHash(client, { netuid }),
      context.keys.hotkeyAddress(),
    ])
    if (held.ownerHotkey !== hotkey)
      throw cliError('PACKAGE_NOT_OWNER', { hotkey, netuid, owner: held.ownerHotkey })
    const before = held.hash === null ? null : hashText(Buffer.from(held.hash).toString('hex'))
    const { name, version } = manifest
    const what = `release ${hash} of ${name} ${version} (${Object.keys(release.packages).join(', ')})`
    const data = { netuid, hotkey, hash, before, changed: before !== hash }
    if (before === hash)
      return { data, text: () => `${palette.good('✓')} ${what} is published already on subnet ${netuid}` }
    const plan = `subnet ${netuid}: hotkey ${hotkey} publishes ${what}${before === null ? '' : `, in place of ${before}`}`
    if (settings.dryRun) {
      return {
        data: { ...data, dryRun: true },
        text: () => `${plan}\n${palette.dim('dry run: nothing was sent')}`,
      }
    }
    if (!settings.json) io.stderr.write(`${plan}\n`)
    await confirmOrRefuse(context, 'Publish it?')
    context.progress('sending, then waiting for the block')
    const block = await publishPackageHash(client, await context.keys.hotkey(), {
      netuid,
      hash: Buffer.from(hash.replace(/^sha256:/, ''), 'hex'),
    })
    return {
      data: { ...data, block },
      text: () => `${palette.good('✓')} ${what} is published on subnet ${netuid} at block ${block.number}`,
    }
  },
)
