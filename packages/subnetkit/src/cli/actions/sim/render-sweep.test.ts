import type { GateResult, LabReport } from '@subnetkit/lab'
import { expect, test } from 'vitest'
import type { Context } from '../../context/context.js'
import { createPalette } from '../../output/palette.js'
import { renderSweep } from './render-sweep.js'

const none = { mean: 0, half: 0 }
const report = { validators: [], turned: [], newcomerPaid: null, gini: none, burned: none }
const gate: GateResult = { passes: true, honestPaid: true, findings: [], unplayed: [], oneSeed: false }

test('defect: a sweep of immunity that changes nothing names the number of places that fills the subnet', () => {
  const context = { palette: createPalette({ write: () => {} }, {}), width: 120 } as unknown as Context
  const swept = [1, 2].map((value) => ({ value, report: report as unknown as LabReport, gate }))
  expect(renderSweep(context, 'immunityPeriod', swept, 31).at(-1)).toContain(
    '--set maxUids=31 --newcomers 10',
  )
})
