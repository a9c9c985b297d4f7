import { watchCalibration } from '@subnetkit/core'
import { expect, it } from 'vitest'
import { createPalette } from '../../output/palette.js'
import { renderReport } from './render-report.js'

const report = (validators: number) =>
  renderReport(
    { palette: createPalette(process.stdout, { NO_COLOR: '1' }), width: 100 },
    {
      ...{ netuid: 2, mechanism: 0, epochs: 40, fromBlock: 1, toBlock: 14_400, missingBlock: null },
      ...{ validators, findings: [], calibration: watchCalibration },
    },
  )

it('defect: a report over three validators found nothing, and did not say that it could not', () => {
  expect(report(3)).toContain('3 validators are too few to find')
  expect(report(4)).toContain('4 validators are too few to find colluding pairs')
  expect(report(5)).not.toContain('too few')
})
