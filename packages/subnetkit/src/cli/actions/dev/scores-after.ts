import type { Replacement } from './crew.js'

/** How scores go on after a reload, and the sentence that says why. */
export interface ScoresAfter {
  /** `reset`: every miner starts again; `converted`: by the subnet's own function; else they continue. */
  readonly kind: 'continue' | 'converted' | 'reset'
  readonly text: string
}

/** Rule by which scores go on after a reload. */
export function scoresAfter({ before, after }: Replacement, freshScores: boolean): ScoresAfter {
  if (freshScores) return { kind: 'reset', text: 'scores start at 0 again, as --fresh-scores says' }
  const version =
    before.version === after.version
      ? `the version is still ${after.version}`
      : `version ${before.version} became ${after.version}, and an update keeps the scores`
  const open = 'What the open round had not scored yet does not count'
  if (before.scoreboard === after.scoreboard) {
    return {
      kind: 'continue',
      text: `scores continue (${version}): each round counts by ${after.scoreboard}. ${open}`,
    }
  }
  const became = `${before.scoreboard} became ${after.scoreboard}`
  if (after.onScoreboardChange === 'restart') {
    return {
      kind: 'reset',
      text: `scores start again (${became}, and the rule of the subnet is to restart). ${open}`,
    }
  }
  if (after.onScoreboardChange === 'function') {
    return { kind: 'converted', text: `scores were converted by the subnet's function (${became}). ${open}` }
  }
  return { kind: 'continue', text: `scores continue where they are (${version}; ${became}). ${open}` }
}
