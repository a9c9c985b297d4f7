import type { BackupManifest } from '@subnetkit/core/validator'
import type { Context } from '../../context/context.js'

/** A backup for people. */
export function describeBackup(
  { palette }: Pick<Context, 'palette'>,
  of: {
    readonly file: string
    readonly bytes: number | null
    readonly manifest: BackupManifest
    readonly done: string
  },
): string {
  const { file, bytes, manifest, done } = of
  const { netuid, hotkey, genesis, block, storeVersion, writtenBy, writtenAt, parts, leftOut } = manifest
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const size = bytes === null ? '' : `, ${(bytes / 1_000_000).toFixed(1)} MB`
  const filled = parts.filter((part) => part.rows > 0).map((part) => `${part.name} ${part.rows}`)
  return [
    `${palette.good('✓')} ${palette.bold(file)}  ${done}`,
    `  validator  ${hotkey} of subnet ${netuid}, chain ${genesis.slice(0, 18)}…, at block ${block}`,
    `  written    ${writtenAt} by subnetkit ${writtenBy}, store version ${storeVersion}`,
    `  content    ${rows} rows${size}: ${filled.join(', ')}`,
    `  left out   ${leftOut.join(', ')}`,
  ].join('\n')
}
