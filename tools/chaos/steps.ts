/** Steps of the engine that a kill can hit, each with the points of a process (see points.ts) that show it. */
const table = [
  ['plan: job added', /^queues\.add plan$/],
  ['plan: secret stored', /^store\.openRound$/],
  ['plan: notice being sent', /^chain\.publishRound\?$/],
  ['plan: notice sent', /^(chain\.publishRound|store\.published)$/],
  ['plan: planned', /^store\.planRound$/],
  ['query: jobs added', /^queues\.add query$/],
  ['query: asked', /^client\.query\?$/],
  ['query: answered', /^client\.query$/],
  ['query: answer stored', /^store\.(addAnswer|answered)$/],
  ['query: score job added', /^queues\.add score$/],
  ['score: scoring', /^rubric$/],
  ['score: receipts in', /^store\.scored$/],
  ['fold: job added', /^queues\.add fold$/],
  ['fold: folding', /^store\.fold\?$/],
  ['fold: folded', /^store\.fold$/],
  ['weights: job added', /^queues\.add weights$/],
  ['weights: intended', /^outbox\.intended$/],
  ['weights: signed', /^outbox\.signed$/],
  ['weights: handed over', /^weights\.broadcast$/],
  ['weights: submitted', /^outbox\.submitted$/],
  ['weights: included', /^outbox\.included$/],
  ['weights: confirmed', /^outbox\.confirmed$/],
  ['weights: decided', /^store\.decided$/],
  ['weights: revealed', /^outbox\.revealed$/],
] as const

export type Step = (typeof table)[number][0]
export const steps: readonly Step[] = table.map(([step]) => step)

/** The step that a process is at when it reports a point; null for points between steps. */
export const stepAt = (point: string): Step | null =>
  table.find(([, pattern]) => pattern.test(point))?.[0] ?? null

/** The points that show a step. */
export const pointsOf = (step: Step): RegExp => table.find(([name]) => name === step)![1]
