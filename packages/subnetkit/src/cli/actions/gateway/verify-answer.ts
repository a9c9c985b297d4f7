import type { AnswerCheck, VerifiedAnswer } from '@subnetkit/gateway'
import { z } from 'zod'
import { plural } from '../../../log/plural.js'
import { parseJson, readSmallFile } from '../../config/json-file.js'
import type { Context } from '../../context/context.js'
import { exitCodes } from '../../exit-codes.js'
import { renderFacts, renderTable } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'

/** A receipt may have the answers of all its miners in it, and a response pictures, in bytes. */
const mostBytes = 67_108_864

const schema = z.strictObject({ answer: z.string().optional(), offline: z.literal(true).optional() })

export const action = defineAction(schema, async (context, { answer, offline }, [path = '']) => {
  const { verifyAnswer, verifyAnswerOnChain } = await import('@subnetkit/gateway')
  const saved = answer === undefined ? undefined : await readSmallFile(answer, answer, mostBytes)
  const verified = verifyAnswer(parseJson(path, await readSmallFile(path, path, mostBytes)), {
    answer: saved,
  })
  const { receipt } = verified
  const onChain =
    offline === true
      ? []
      : await context.unlessInterrupted(verifyAnswerOnChain(await context.chain(), receipt))
  const checks = [...verified.checks, ...onChain]
  const unproven = checks.filter(({ proven }) => !proven).length
  return {
    data: { verified: unproven === 0, offline: offline === true, receipt, checks },
    text: () => textOf(context, { receipt, checks }, { unproven, offline: offline === true }),
    exitCode: unproven === 0 ? exitCodes.done : exitCodes.failed,
  }
})

function textOf(
  context: Context,
  { receipt, checks }: VerifiedAnswer,
  { unproven, offline }: { readonly unproven: number; readonly offline: boolean },
): string {
  const { palette } = context
  const used = new Set(receipt.answers.flatMap(({ by }) => by))
  const columns = [
    { title: 'SUBJECT', text: ({ subject }: AnswerCheck) => subject, shrinkTo: 16, leaves: 1 },
    { title: 'PROVEN', text: ({ proven }: AnswerCheck) => (proven ? 'yes' : 'no') },
    { title: 'DETAIL', text: ({ detail }: AnswerCheck) => detail },
  ]
  const verdict =
    unproven === 0
      ? `${palette.good('✓')} verified${offline ? '; the chain was not asked' : ''}`
      : `${palette.warn('not verified')}: ${plural(unproven, 'statement')} that nothing proves`
  return [
    ...renderFacts(
      [
        ['receipt', receipt.id],
        ['time', new Date(receipt.time).toISOString()],
        [
          'model',
          `${receipt.model}, ${receipt.mode}: ${used.size} of ${plural(receipt.miners.length, 'miner')} used`,
        ],
        ['charged', `${receipt.charged} micro-credits`],
      ],
      palette,
    ),
    '',
    ...renderTable(columns, checks, context),
    '',
    verdict,
  ].join('\n')
}
