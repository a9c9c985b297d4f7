import type { AnswerCheck, ReceiptFile, VerifiedAnswer } from '@subnetkit/gateway'
import { z } from 'zod'
import { plural } from '../../../log/plural.js'
import { parseJson, readSmallBytes, readSmallFile } from '../../config/json-file.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { exitCodes } from '../../exit-codes.js'
import { loadSubnet } from '../../module/load-subnet.js'
import { renderFacts, renderTable } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'

/** A receipt may have the answers of all its miners in it, and a response pictures, in bytes. */
const mostBytes = 67_108_864

const schema = z.strictObject({
  answer: z.string().optional(),
  request: z.string().optional(),
  subnet: z.string().optional(),
  offline: z.literal(true).optional(),
})
type Options = z.output<typeof schema>

export const action = defineAction(schema, async (context, options, [path = '']) => {
  const { offline } = options
  const { verifyAnswerOnChain } = await import('@subnetkit/gateway')
  const verified = await verify(path, options)
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

/** Everything that the files prove by themselves. */
async function verify(path: string, { answer, request, subnet }: Options): Promise<VerifiedAnswer> {
  const { verifyAnswer, verifyAnswerViews } = await import('@subnetkit/gateway')
  const file = parseJson(path, await readSmallFile(path, path, mostBytes))
  const asked =
    request === undefined ? undefined : parseJson(request, await readSmallFile(request, request, mostBytes))
  if (subnet !== undefined && asked === undefined) {
    throw cliError('USAGE', {
      detail: 'the views of a subnet need the request',
      fix: 'Pass --request with the body of the request as it was sent.',
    })
  }
  const saved = answer === undefined ? undefined : await readSmallBytes(answer, answer, mostBytes)
  const verified = verifyAnswer(file, { answer: saved, request: asked })
  if (subnet === undefined) return verified
  const definition = await loadSubnet(subnet, undefined)
  return verifyAnswerViews(verified, file as ReceiptFile, { subnet: definition, request: asked })
}

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
