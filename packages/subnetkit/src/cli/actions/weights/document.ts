import { failureIn, includedIn, type OutboxEntry, type OutboxStatus } from '@subnetkit/chain'
import type { Palette } from '../../output/palette.js'
import { renderFacts } from '../../output/table.js'

/** An entry for `--json`, without what opens a hidden commit and without signed bytes. */
export function statusDocument({
  entry,
  code,
  settled,
  sentence,
  nextBlock,
  problem,
}: OutboxStatus): unknown {
  const { netuid, mechanism, hotkey, key, stage, vector, intendedAt } = entry
  return {
    ...{
      netuid,
      mechanism,
      hotkey,
      key,
      stage,
      mode: modeOf(entry),
      code,
      settled,
      sentence,
      nextBlock,
      problem,
    },
    ...{ vector, intendedAt, extrinsic: 'signed' in entry ? entry.signed.hash : null },
    included: includedIn(entry),
    revealed: 'revealed' in entry ? entry.revealed : null,
    failure: failureIn(entry),
  }
}

const modeOf = (entry: OutboxEntry) => ('mode' in entry ? entry.mode : null)

/** One entry for people: a line with its position, and its weights. */
export function renderStatus(
  { entry, settled, sentence, problem }: OutboxStatus,
  palette: Palette,
): readonly string[] {
  const mark = problem === null ? markOf(entry, settled, palette) : palette.bad('✗')
  const fix = (failureIn(entry) ?? problem)?.fix
  const mode = modeOf(entry)
  return [
    `${mark} ${palette.bold(entry.stage)}${mode === null ? '' : ` (${mode})`}  ${sentence}`,
    ...renderFacts(
      [
        ['weights', weightsOf(entry)],
        ['decided', `at block ${entry.intendedAt}, as ${entry.key}`],
      ],
      palette,
    ).map((line) => `    ${line}`),
    ...(fix === undefined ? [] : [`    ${palette.warn('fix:')} ${fix}`]),
  ]
}

function markOf({ stage }: OutboxEntry, settled: boolean, palette: Palette): string {
  if (stage === 'failed') return palette.bad('✗')
  if (stage === 'superseded') return palette.dim('–')
  return settled ? palette.good('✓') : palette.warn('…')
}

const shownUids = 12

/** `3: 0.6667  7: 0.3333`, of the sum. */
export function weightsOf({ vector: { uids, values } }: Pick<OutboxEntry, 'vector'>): string {
  const sum = values.reduce((total, value) => total + value, 0)
  const pairs = uids.map((uid, at) => ({ uid, value: values[at] ?? 0 })).filter(({ value }) => value > 0)
  const shown = pairs.slice(0, shownUids).map(({ uid, value }) => `${uid}: ${(value / sum).toFixed(4)}`)
  const more = pairs.length > shownUids ? `  and ${pairs.length - shownUids} more` : ''
  return `${shown.join('  ')}${more}`
}
