import type { WatchCalibration, WatchFinding, WatchSubject } from '@subnetkit/core'
import type { Context } from '../../context/context.js'
import { type Column, renderTable } from '../../output/table.js'
import { flow } from '../../output/text.js'

/** Document of a report. */
export interface Report {
  readonly netuid: number
  readonly mechanism: number
  readonly epochs: number
  readonly fromBlock: number | null
  readonly toBlock: number | null
  readonly missingBlock: number | null
  readonly validators: number
  readonly findings: readonly WatchFinding[]
  readonly calibration: WatchCalibration
}

/** Renders findings with their evidence, how much was read, and how often such findings are wrong. */
export function renderReport({ palette, width }: Pick<Context, 'palette' | 'width'>, report: Report): string {
  const { netuid, mechanism, epochs, fromBlock, toBlock, missingBlock, validators, findings } = report
  const part = mechanism === 0 ? '' : `  mechanism ${mechanism}`
  const span = epochs === 0 ? 'no epochs' : `${epochs} epochs, blocks ${fromBlock} to ${toBlock}`
  const columns: Column<WatchFinding>[] = [
    { title: 'FINDING', text: ({ kind }) => kind, paint: palette.bold },
    { title: 'VALIDATORS', text: (finding) => finding.validators.map(nameOf).join(' and ') },
    { title: 'EVIDENCE', text: evidenceOf },
    { title: 'EPOCHS', text: ({ epochs: taken }) => String(taken), align: 'right' },
    { title: 'CONFIDENCE', text: ({ confidence }) => confidence },
  ]
  return [
    `${palette.bold(`subnet ${netuid}`)}${part}  ${palette.dim(`${span}, ${validators} validators with weights`)}`,
    '',
    ...(findings.length === 0 ? ['nothing found'] : renderTable(columns, findings, { palette, width })),
    '',
    ...(missingBlock === null
      ? []
      : flow(
          [
            `the node has pruned block ${missingBlock}: for more epochs use --network archive, or subnet watch record`,
          ],
          width,
        )),
    ...flow(notesOf(report), width).map(palette.dim),
  ].join('\n')
}

/** Validators with weights that consensus needs before one of them, or two together, can be compared with the others. */
const leastValidators = { one: 4, pair: 5 }

function notesOf({ epochs, calibration, validators }: Report): readonly string[] {
  const { populations, falseAlarms, epochs: played, cheats } = calibration
  const tooEarly = cheats
    .filter(({ within }) => within !== null && within >= epochs)
    .map(({ cheat }) => cheat)
  return [
    `of ${populations} honest populations of ${played} epochs, ${falseAlarms} had a false alarm (${((100 * falseAlarms) / populations).toFixed(1)} %)`,
    'a finding is a reason to look, and no proof of intent',
    ...tooFew(validators),
    ...(tooEarly.length === 0 ? [] : [`${epochs} epochs are too few to find: ${tooEarly.join(', ')}`]),
  ]
}

function tooFew(validators: number): readonly string[] {
  const { one, pair } = leastValidators
  if (validators >= pair) return []
  const found = validators < one ? 'self-dealing and colluding pairs' : 'colluding pairs'
  return [
    `${validators} validators are too few to find ${found}: these take ${validators < one ? `${one} and ` : ''}${pair}`,
  ]
}

const nameOf = ({ uid, hotkey }: WatchSubject): string => `${uid} ${hotkey.slice(0, 8)}`
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const uidsOf = (miners: readonly WatchSubject[]): string => miners.map(({ uid }) => uid).join(', ')

/** The numbers that a finding rests on, as a sentence. */
function evidenceOf(finding: WatchFinding): string {
  switch (finding.kind) {
    case 'weight-copier': {
      const { source, copied, lag, distance, distanceOtherwise, independentDistance } = finding
      const whose =
        source === null ? (copied === 'mean' ? 'the mean of all' : 'consensus') : `uid ${source.uid}`
      const when = lag === 0 ? 'earlier in the same epoch' : `${lag} epoch${lag === 1 ? '' : 's'} earlier`
      return `new weights are ${percent(distance)} from ${whose} ${when}, ${percent(distanceOtherwise)} at other times; independent validators differ by ${percent(independentDistance)}`
    }
    case 'lazy-validator': {
      const { resent, epochs, othersMoved } = finding
      const again = resent === 0 ? '' : `, set again ${resent} times`
      return `the same weights for ${epochs} epochs${again}; those of others moved by ${percent(othersMoved)}`
    }
    case 'self-dealing': {
      const { miners, share, consensusShare, othersDeviation } = finding
      return `gives ${percent(share)} to miners of its own coldkey (uids ${uidsOf(miners)}), others ${percent(consensusShare)} ± ${percent(othersDeviation)}`
    }
    case 'colluding-pair': {
      const { link, miners, shares, consensusShares, othersDeviation } = finding
      const whose = link === 'coldkey' ? "each other's miners" : 'the same miners'
      return `give ${shares.map(percent).join(' and ')} to ${whose} (uids ${uidsOf(miners)}), others ${consensusShares.map(percent).join(' and ')} ± ${percent(othersDeviation)}`
    }
  }
}
