import type { LabReport } from '@subnetkit/lab'

const interval = { mean: 1, half: 0.1 }
const agent = { name: 'honest', intent: 'honest', about: 'works', registrations: 1, answers: 1, silent: 0 }

/** Report of a simulation, as far as it is kept. The name of its subnet is one that no project has. */
export const played = {
  subnet: { name: '../../etc/passwd', version: '1' },
  ...{ epochs: 40, seeds: [1, 2], series: [], troubles: [], unplaced: [], turned: [] },
  agents: [
    { ...agent, earned: interval, cost: interval, ratio: interval, perPlace: interval, score: interval },
  ],
  ...{ validators: [], gini: interval, topTen: interval, burned: interval },
} as unknown as LabReport
