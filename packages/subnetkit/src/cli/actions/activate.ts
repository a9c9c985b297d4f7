import type { PublishedActivation, VersionActivation } from '@subnetkit/core/validator'
import { z } from 'zod'
import { netuidField, versionKeyField, wholeNumber } from '../config/fields.js'
import { confirmOrRefuse } from '../context/confirm.js'
import { cliError } from '../errors.js'
import { defineAction } from '../program/define-action.js'
import { verifyPackage } from './package/verify.js'

const schema = z.strictObject({
  netuid: netuidField,
  package: z.string().min(1, 'must not be empty'),
  at: wholeNumber(1, 2 ** 32 - 1),
})

export const action = defineAction(schema, async (context, { netuid, package: given, at }, [text = '']) => {
  const { palette, settings, io } = context
  const version = versionOf(text)
  const hash = await hashOf(given, version)
  const { followActivation, publishActivation, readActivation } = await import('@subnetkit/core/validator')
  const { readHead } = await import('@subnetkit/chain')
  const client = await context.chain()
  const [held, hotkey, head] = await Promise.all([
    readActivation(client, { netuid }),
    context.keys.hotkeyAddress(),
    readHead(client),
  ])
  if (held.ownerHotkey !== hotkey) {
    throw cliError('PACKAGE_NOT_OWNER', { hotkey, netuid, owner: held.ownerHotkey })
  }
  if (at <= head.number) {
    throw cliError('USAGE', {
      detail: `--at ${at} does not lie ahead: the chain is at block ${head.number}`,
      fix: 'Choose a block far enough ahead for validators to update, such as a day: 7200 blocks.',
    })
  }
  const activation = followActivation(held.activation, { version, block: at, hash }, head.number)
  const data = { netuid, hotkey, activation, held: held.activation, head: head.number }
  if (isSame(held.activation, activation)) {
    return {
      data: { ...data, changed: false },
      text: () => `${palette.good('✓')} ${describe(activation)} is published already on subnet ${netuid}`,
    }
  }
  const plan = `subnet ${netuid}: hotkey ${hotkey} publishes ${describe(activation)}, ${at - head.number} blocks ahead${replaced(held, head.number)}`
  if (settings.dryRun) {
    return {
      data: { ...data, changed: true, dryRun: true },
      text: () => `${plan}\n${palette.dim('dry run: nothing was sent')}`,
    }
  }
  if (!settings.json) io.stderr.write(`${plan}\n`)
  await confirmOrRefuse(context, 'Publish it?')
  context.progress('sending, then waiting for the block')
  const block = await publishActivation(client, await context.keys.hotkey(), { netuid, activation })
  return {
    data: { ...data, changed: true, block },
    text: () =>
      `${palette.good('✓')} ${describe(activation)} is published on subnet ${netuid} at block ${block.number}`,
  }
})

function versionOf(text: string): string {
  const parsed = versionKeyField.safeParse(text)
  if (parsed.success && parsed.data > 0n) return String(parsed.data)
  throw cliError('USAGE', {
    detail: `'${text}' is no version of a subnet`,
    fix: 'Give the number that the definition has as version, or as next.version.',
  })
}

/** Hash of the release: as given, or of a file whose definition is not later than the version. */
async function hashOf(given: string, version: string): Promise<string> {
  const hex = /^(?:sha256:)?([0-9a-f]{64})$/.exec(given)?.[1]
  if (hex !== undefined) return hex
  const { hash, manifest } = await verifyPackage(given)
  if (BigInt(manifest.subnet.version) > BigInt(version)) {
    throw cliError('USAGE', {
      detail: `${given} has version ${manifest.subnet.version} of the definition, which is later than ${version}`,
      fix: `Give a package whose definition has version ${version}, or has it as next.version.`,
    })
  }
  return hash.replace(/^sha256:/, '')
}

const describe = ({ version, before, block }: VersionActivation): string =>
  `version ${version} from block ${block} on, in place of ${before === null ? 'the version of each definition' : `version ${before}`}`

/** The activation that is replaced before it was in force, if there is one. */
function replaced({ activation }: PublishedActivation, head: number): string {
  if (activation === null || activation.block <= head) return ''
  return `; version ${activation.version} at block ${activation.block} is taken back`
}

const isSame = (held: VersionActivation | null, next: VersionActivation) =>
  held !== null && held.version === next.version && held.block === next.block && held.hash === next.hash
