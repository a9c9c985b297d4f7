import { playAll, rows } from './settings.js'

/** Prints the table of docs/scoring.md, "Why validators disagree": mean of the seeds, and the least in brackets. */
export async function printSettings(): Promise<void> {
  process.stdout.write('| setting | rank correlation | vtrust |\n|---|---|---|\n')
  for (const [name, setting] of rows) {
    const played = await playAll(setting)
    const cell = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      return `${mean.toFixed(3)} (${Math.min(...values).toFixed(3)})`
    }
    const cells = [cell(played.map(({ ranks }) => ranks)), cell(played.map(({ vtrust }) => vtrust))]
    process.stdout.write(`| ${name} | ${cells.join(' | ')} |\n`)
  }
}
