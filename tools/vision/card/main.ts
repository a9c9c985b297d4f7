import { Command } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../../options.js'
import { renderTable } from '../../table.js'
import { type Earnings, playCard } from './earnings.js'
import { cardMiners } from './miners.js'
import { openModels } from './models.js'
import { levels, measureReaders } from './readers.js'

const program = refuseWrongOptions(new Command('card'))
  .description(
    'Measures the figures of SUBNET.md of the image subnet: readers, earnings of miners, costs of a validator.',
  )
  .option('--rounds <n>', 'rounds of each miner', wholeNumber(1), 6)
  .option('--pictures <n>', 'pictures of each kind that the readers read', wholeNumber(1), 48)
  .parse()
const { rounds, pictures } = program.opts<{ readonly rounds: number; readonly pictures: number }>()

await using models = await openModels()
const errors = await measureReaders({ 'PP-OCRv4': models.reader, 'Tesseract 5': models.weakReader }, pictures)
print(
  renderTable(
    [
      { heading: 'character error rate', cell: ({ reader }) => reader },
      ...levels.map(({ name }) => ({
        heading: name,
        align: 'right' as const,
        cell: ({ rates }: (typeof errors)[number]) => rates[name]!.toFixed(3),
      })),
    ],
    errors,
  ),
)

const { earnings, cost } = await playCard(cardMiners(models), models.validatorPainter, { rounds })
const percent = (share: number, digits = 2) => `${(100 * share).toFixed(digits)} %`
print(
  `\n${renderTable<Earnings>(
    [
      { heading: 'miner', cell: ({ name }) => name },
      { heading: 'kind', cell: ({ kind }) => kind },
      { heading: 'score', align: 'right', cell: ({ score }) => score.toFixed(3) },
      { heading: 'share beside the first', align: 'right', cell: ({ share }) => percent(share) },
      { heading: 'CPU ms a round', align: 'right', cell: ({ ms }) => ms.toFixed(0) },
      { heading: 'weight per CPU', align: 'right', cell: ({ perWork }) => percent(perWork, 0) },
    ],
    earnings,
  )}`,
)
const { requests, bytesOut, bytesIn, drawMs, scoreMs } = cost
print(
  `\na validator, for each miner and round: ${requests} requests, ${(bytesOut / 1_000).toFixed(0)} kB out, ` +
    `${(bytesIn / 1_000).toFixed(1)} kB in, ${drawMs.toFixed(0)} ms of CPU to draw the tasks once, ${scoreMs.toFixed(0)} ms to score\n`,
)

function print(text: string): void {
  process.stdout.write(text)
}
