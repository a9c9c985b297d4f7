import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { renderFacts } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'
import { hashText } from './content.js'
import { verifyPackage } from './verify.js'

const schema = z.strictObject({
  netuid: netuidField.optional(),
  hash: z
    .string()
    .regex(/^(sha256:)?[\da-f]{64}$/i, 'must be 64 hexadecimal digits, with or without sha256: in front')
    .transform((text) => hashText(text.toLowerCase().replace('sha256:', '')))
    .optional(),
})

/** The hash that the package has to have. */
interface Expected {
  readonly hash: string
  /** For people. */
  readonly from: string
}

export const action = defineAction(schema, async (context, { netuid, hash }, [file = '']) => {
  const verified = await verifyPackage(file)
  const { manifest, sha256 } = verified
  const expected =
    hash !== undefined
      ? { hash, from: '--hash' }
      : netuid === undefined
        ? null
        : await readPublished(context, netuid)
  if (expected !== null && expected.hash !== verified.hash) {
    throw cliError('PACKAGE_FOREIGN', {
      place: file,
      detail: `its release is ${verified.hash}, ${expected.from} has ${expected.hash}`,
      fix: 'Do not run it. Get the current package from the owner of the subnet.',
    })
  }
  const { name, version, role, subnet, subnetkit, platform, files } = manifest
  return {
    data: {
      name,
      version,
      role,
      subnet,
      subnetkit,
      platform,
      files: files.length,
      sha256,
      hash: verified.hash,
      published: expected !== null,
    },
    text: () => {
      const { palette } = context
      const compared =
        expected === null
          ? palette.warn('not compared: pass --netuid to read the hash of the owner, or --hash')
          : `the same as ${expected.from}`
      return [
        `${palette.good('✓')} ${files.length} files of ${name} ${version}, ${role}, are those of its manifest`,
        ...renderFacts(
          [
            ['subnet', `${subnet.name} v${subnet.version}, subnetkit ${subnetkit}`],
            ['platform', platform ?? 'any'],
            ['sha256', sha256],
            ['release', verified.hash],
            ['published', compared],
          ],
          palette,
        ),
      ].join('\n')
    },
  }
})

/** The hash that the owner of a subnet has published. Throws PACKAGE_UNPUBLISHED. */
async function readPublished(context: Context, netuid: number): Promise<Expected> {
  const { readPackageHash } = await import('@subnetkit/core/validator')
  const { hash, ownerHotkey, block } = await readPackageHash(await context.chain(), { netuid })
  if (hash === null) throw cliError('PACKAGE_UNPUBLISHED', { netuid, hotkey: ownerHotkey })
  return {
    hash: hashText(Buffer.from(hash).toString('hex')),
    from: `the owner of subnet ${netuid} (block ${block.number})`,
  }
}
