import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import { exitCodes } from '../../exit-codes.js'
import { counted } from '../../output/text.js'
import { defineAction } from '../../program/define-action.js'
import { readHyperparametersFile } from './read-file.js'
import { renderFindings } from './render-findings.js'

const schema = z.strictObject({ netuid: netuidField.optional() })

export const action = defineAction(schema, async (context, { netuid }, [path = '']) => {
  const { lintHyperparameters, readHyperparameters } = await import('@subnetkit/chain')
  const wanted = await readHyperparametersFile(path)
  const state =
    netuid === undefined ? undefined : await readHyperparameters(await context.chain(), { netuid })
  const findings = lintHyperparameters(wanted, state)
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return {
    data: { file: path, netuid: netuid ?? null, ok: errors === 0, findings },
    text: () => {
      const { palette } = context
      const against = netuid === undefined ? 'on a new subnet' : `on subnet ${netuid}`
      if (findings.length === 0) return `${palette.good('✓')} ${path} is sound, ${against}`
      const sum = `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}, ${against}`
      return [...renderFindings(findings, palette), '', errors === 0 ? sum : palette.bad(sum)].join('\n')
    },
    exitCode: errors === 0 ? exitCodes.done : exitCodes.failed,
  }
})
