import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isAddress } from '@subnetkit/wallet'
import { z } from 'zod'
import { checkUrl } from '../../../update/channel/fetch-url.js'
import { cliError } from '../../errors.js'
import { nextCommand } from '../../output/next-command.js'
import { defineAction } from '../../program/define-action.js'
import type { Facts } from './facts.js'
import type { Updates } from './follow-channel.js'
import { hotkeyFile } from './hotkey-file.js'
import { writeKit } from './write-kit.js'

const schema = z.strictObject({
  dir: z.string().min(1, 'must not be empty').default('deploy'),
  force: z.literal(true).optional(),
  updates: z.string().optional(),
  updateKey: z.string().optional(),
})

export const action = defineAction(schema, async (context, { dir, force = false, updates, updateKey }) => {
  const { settings, palette, stderr, io } = context
  refuseEmpty(context.configured.file)
  const { facts, files } = await writeKit(
    {
      project: '.',
      dir,
      config: context.configured.config,
      network: settings.network,
      updates: updatesOf(updates, updateKey),
      hotkeyFile: hotkeyFile(settings.wallet, io.env.HOME || homedir()),
    },
    { force, dryRun: settings.dryRun },
  )
  const due = files.filter(({ state }) => state !== 'same')
  const warnings = [...netuidWarning(facts), ...facts.warnings]
  for (const warning of warnings)
    if (!settings.quiet) io.stderr.write(`${stderr.warn('warning')} ${warning}\n`)
  const next = [
    ...(facts.hasProject ? ['npm run build', nextCommand(context, ['package'])] : []),
    `less ${join(dir, 'README.md')}`,
  ]
  return {
    data: {
      dryRun: settings.dryRun,
      folder: dir,
      name: facts.name,
      netuid: facts.netuid ?? null,
      files: files.map(({ path, state }) => ({ path: join(dir, path), state })),
      warnings,
      next,
    },
    text: () =>
      [
        ...due.map(({ path, state }) => `${state === 'new' ? '+' : '~'} ${join(dir, path)}`),
        `${palette.good('✓')} ${due.length} files written, ${files.length - due.length} already as they are to be`,
        ...(settings.dryRun ? [palette.dim('dry run: nothing was written')] : []),
        ...['', 'next:', ...next.map((line) => `  ${line}`)],
      ].join('\n'),
  }
})

/** Checks a channel and its key. Throws USAGE and UPDATE_INSECURE. */
function updatesOf(channel: string | undefined, key: string | undefined): Updates | undefined {
  if (channel === undefined && key === undefined) return undefined
  if (channel === undefined || key === undefined || !isAddress(key))
    throw cliError('USAGE', {
      detail: '--updates and --update-key belong together, and the key is an SS58 address',
      fix: 'Pass both as the owner of the subnet has published them.',
    })
  checkUrl(channel)
  return { channel, key }
}

/** Throws USAGE for a folder that has nothing to deploy: no project, no configuration and no packages. */
function refuseEmpty(configuration: string | null): void {
  if (configuration !== null || existsSync('package.json') || existsSync('release')) return
  throw cliError('USAGE', {
    detail:
      'this folder has no package.json, no configuration and no folder release, so that there is nothing to deploy',
    fix: 'Run the command in the folder of a project, or put the packages of the subnet in a folder named release.',
  })
}

const netuidWarning = ({ netuid }: Facts): readonly string[] =>
  netuid === undefined
    ? ['the number of the subnet is not known: pass --netuid, or set subnet.netuid in the settings']
    : []
