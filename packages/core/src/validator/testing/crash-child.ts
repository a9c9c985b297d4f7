import { createQueues } from '../../queue/queues.js'
import { openDatabase } from '../../store/open-database.js'
import { live } from './crash-life.js'

// Validators on a directory, one after the other, the last of which is killed: says each thing they do on a line, and
// how each ended. A life is a name, with a plus sign for one with verdicts of users, and after an exclamation mark what it dies after.
const [directory = '', pace = '0', ...lives] = process.argv.slice(2)
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

await using database = await openDatabase({ directory })
await using queues = await createQueues({ database })
for (const life of lives) {
  const [named = '', dieAfter] = life.split('!')
  const [name = ''] = named.split('+')
  const organic = named.endsWith('+')
  say({ name, ...(await live({ database, queues, name, paceMs: Number(pace), dieAfter, organic, say })) })
}
