import { open } from 'node:fs/promises'
import { isSubnetError, SubnetError } from '@subnetkit/base'
import type { RoundOnChain, VerifiedRound } from '@subnetkit/core/validator'
import { plural } from '../../../log/plural.js'
import { fileReasons } from '../../config/json-file.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { renderTable } from '../../output/table.js'
import type { Outcome } from '../../program/action.js'

interface Checked {
  readonly round: VerifiedRound
  /** Null if the chain was not asked; the error if it cannot hold the root yet. */
  readonly onChain: RoundOnChain | SubnetError | null
}

/** Checks a file with score records by itself, and then against the chain. */
export async function verifyScores(
  context: Context,
  path: string,
  { offline, maxDelayBlocks }: { readonly offline: boolean; readonly maxDelayBlocks: number | undefined },
): Promise<Outcome> {
  const { createOnChainVerifier, verifyRecords } = await import('@subnetkit/core/validator')
  const rounds: VerifiedRound[] = []
  for await (const round of verifyRecords(linesOf(path))) rounds.push(round)
  const checked: Checked[] = []
  const verify = offline ? null : createOnChainVerifier(await context.chain(), { maxDelayBlocks })
  for (const round of rounds) {
    const onChain =
      verify && (await context.unlessInterrupted(verify(round)).catch((error) => notYetOnly(round, error)))
    checked.push({ round, onChain })
  }
  const unproven = checked.filter(({ onChain }) => onChain instanceof SubnetError)
  for (const one of unproven) {
    // Only the newest rounds can still come on chain: the first root that reaches a round counts.
    const isLater = ({ round: { line } }: Checked) =>
      isSameValidator(line, one.round.line) && line.round > one.round.line.round
    const isPassed = checked.some((other) => isLater(other) && !unproven.includes(other))
    if (isPassed || unproven.length === checked.length) throw one.onChain
  }
  const sum = (count: (round: VerifiedRound) => number) =>
    rounds.reduce((total, round) => total + count(round), 0)
  const [records, proven] = [sum((round) => round.records.length), sum((round) => round.proven)]
  return {
    data: {
      records,
      proven,
      checkedOnChain: !offline,
      unproven: unproven.length,
      rounds: checked.map(toData),
    },
    text: () =>
      [
        ...renderTable(columns, checked, context),
        '',
        `valid: ${plural(records, 'record')} of ${plural(rounds.length, 'round')}${offline ? '; not compared with the chain' : ''}`,
        `${proven} of ${plural(records, 'answer')} signed by the miner`,
        ...(unproven.length === 0
          ? []
          : [
              `not proven yet: ${plural(unproven.length, 'round')} whose root comes on chain with a later notice of the validator. Nothing speaks against them; export them again then.`,
            ]),
      ].join('\n'),
  }
}

/** The error of a round that states no place on chain yet; throws any other, also that of a place that cannot be checked. */
function notYetOnly({ line }: VerifiedRound, error: unknown): SubnetError {
  if (line.chain === null && isSubnetError(error, 'RECORDS_UNPROVEN')) return error
  throw error
}

const isSameValidator = (one: VerifiedRound['line'], other: VerifiedRound['line']) =>
  (['genesis', 'netuid', 'mechanism', 'validator'] as const).every((field) => one[field] === other[field])

function toData({ round: { line, records, proven, isComplete, observed }, onChain }: Checked) {
  const { genesis, netuid, mechanism, validator, round, root, signature, secret } = line
  return {
    ...{
      genesis,
      netuid,
      mechanism,
      validator,
      round,
      root,
      records: records.length,
      proven,
      complete: isComplete,
    },
    ...{ signed: signature !== null, revealed: secret !== null, observed: observed !== undefined },
    chain: onChain instanceof SubnetError ? null : onChain,
  }
}

const columns = [
  { title: 'ROUND', text: ({ round }: Checked) => String(round.line.round), align: 'right' as const },
  {
    title: 'RECORDS',
    text: ({ round }: Checked) => `${round.records.length} of ${round.line.count}`,
    align: 'right' as const,
  },
  { title: 'SIGNED', text: ({ round }: Checked) => (round.line.signature === null ? 'no' : 'yes') },
  {
    title: 'TASKS',
    text: tasksOf,
  },
  {
    title: 'ON CHAIN',
    text: ({ onChain }: Checked) =>
      onChain === null
        ? 'not checked'
        : onChain instanceof SubnetError
          ? 'not yet'
          : `block ${onChain.block}, ${plural(onChain.delay, 'block')} after the round's end at ${onChain.end}`,
  },
  { title: 'VALIDATOR', text: ({ round }: Checked) => round.line.validator, shrinkTo: 10, leaves: 1 },
]

/** States if the tasks of a round can be drawn again from the file. */
function tasksOf({ round: { line, records, observed } }: Checked): string {
  if (line.secret === null) return 'not revealed'
  return records[0]?.observed === undefined || observed !== undefined
    ? 'revealed'
    : 'revealed, without what was observed'
}

/** Lines of a file of any size. Throws FILE_INVALID for one that cannot be read. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const { fileLines } = await import('@subnetkit/core/validator')
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    const detail = fileReasons[error.code ?? ''] ?? `it cannot be read (${error.code})`
    throw cliError('FILE_INVALID', { path, detail, fix: 'Check the path and its permissions.' })
  })
  try {
    yield* fileLines(file.createReadStream({ autoClose: false }))
  } finally {
    await file.close()
  }
}
