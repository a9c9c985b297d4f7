import { z } from 'zod'
import type { CaseResult, VectorKind } from './kind.js'
import { type ComparedStep, compareSteps, isMisnamed } from './steps/compare.js'
import { type RecordedStep, recordedStep, recordedVersion } from './steps/record.js'

/** Single calls that were sent to the real runtime: outcome, events and touched storage have to be the same. */
export const stepVectors: readonly VectorKind[] = [
  {
    fileName: /^steps-\d+\.json(\.gz)?$/,
    async run(file) {
      const all = z.array(recordedStep).parse(file)
      const compared = await compareSteps(
        all.filter((step) => !isMisnamed(step)),
        recordedVersion,
      )
      const results = compared.map(
        ({ step, difference }): CaseResult => ({
          name: nameOf(step),
          problem: difference,
        }),
      )
      return Object.assign(results, { table: tableOf(compared, all.length) })
    },
  },
]

const nameOf = ({ group, name = '', by, call, args, sudo, batch }: RecordedStep) =>
  [group, name, by, sudo && 'sudo', batch && 'batch', call, JSON.stringify(args)].filter(Boolean).join(' ')

/** Counts by verdict: the first word of a fault before all others, else of the first reason. */
function tableOf(compared: readonly ComparedStep[], recorded: number): string[] {
  const counts = new Map<string, { equal: number; different: number }>()
  for (const { step, difference } of compared) {
    const words = step.verdict.map((verdict) => verdict.replace(/:.*/s, ''))
    const word = words.includes('fault') ? 'fault' : (words[0] ?? '')
    const count = counts.get(word) ?? { equal: 0, different: 0 }
    count[difference === null ? 'equal' : 'different']++
    counts.set(word, count)
  }
  const rows = [...counts].map(
    ([word, { equal, different }]) =>
      `${word.padEnd(12)} ${String(equal).padStart(4)} equal ${String(different).padStart(4)} different`,
  )
  return [...rows, `${'misnamed'.padEnd(12)} ${String(recorded - compared.length).padStart(4)} not played`]
}
