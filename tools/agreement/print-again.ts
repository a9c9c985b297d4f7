import { readFile } from 'node:fs/promises'
import { drawAgain, type SavedScore } from './draw-again.js'
import { realSubnets } from './real-subnets.js'

const plays = 1_000

/** Prints how far validators would agree in plays that are drawn from saved scores. */
export async function printAgain(
  subnet: 'text' | 'image',
  { file, length }: { readonly file: string; readonly length: number },
): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '')
  const scores = lines.map((line): SavedScore => JSON.parse(line)).filter((score) => score.subnet === subnet)
  if (scores.length === 0)
    throw new Error(`${file} has no scores of ${subnet}; write some with --subnet ${subnet} --save ${file}`)
  await using real = await realSubnets[subnet]()
  const { scoreboard } = real.subnetOf('validator-1').incentive
  const { rounds, mean, low, least } = drawAgain(scores, { scoreboard, plays, length })
  process.stdout.write(
    `${subnet}: ${plays} plays of ${length} rounds drawn again from ${scores.length} scores of ${rounds} rounds of a validator: rank correlation ` +
      `${mean.toFixed(3)} on average, ${low.toFixed(3)} or less in one play of twenty, at the least ${least.toFixed(3)}\n`,
  )
}
