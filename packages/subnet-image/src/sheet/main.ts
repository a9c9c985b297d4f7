import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createFlowPainter, createPpOcrReader, createTesseractReader, encodePng } from '@subnetkit/vision'
import { createImageMiner } from '../miner.js'
import { createImageSubnet } from '../subnet.js'
import { renderSheet } from './page.js'
import { playRound } from './round.js'

// A contact sheet: draws a round, asks three miners, and writes what they answered and what it earns as one HTML page.
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'sheet.html' },
    seed: { type: 'string', default: randomBytes(4).toString('hex') },
  },
})

const [painter, reader] = [await createFlowPainter(), await createPpOcrReader()]
// Tesseract is optional: without it, the weaker miner reads as the better one does.
const weaker = await createTesseractReader().catch(() => reader)
const white = { width: 32, height: 32, data: new Uint8Array(32 * 32 * 3).fill(255) }

const sheet = await playRound({
  subnet: createImageSubnet({ painters: async () => [painter] }),
  round: { netuid: 1, mechanism: 0, number: 1, secret: createHash('sha256').update(values.seed).digest() },
  miners: {
    'sample miner': createImageMiner({ reader, painter }),
    'in haste': createImageMiner({ reader: weaker, painter, confidenceExponent: 5, steps: 3, tries: 1 }),
    'without a model': {
      read: () => ({ text: 'Stone 12345 Canal', confidence: 0, modelId: 'none' }),
      generate: ({ input }) => ({
        pictures: [0, 1].map((number) => ({ png: encodePng(white), seed: input.seed + number })),
        steps: 8,
        modelId: painter.modelId,
      }),
    },
  },
})
await writeFile(values.out, renderSheet(sheet))
process.stdout.write(`${values.out}: ${sheet.tasks.length} tasks (--seed ${values.seed} draws the same)\n`)
for (const model of new Set([painter, reader, weaker])) await model[Symbol.asyncDispose]()
