import { Command } from 'commander'
import { refuseWrongOptions } from '../options.js'
import { clients } from './catalogue.js'
import type { ClientResult } from './client.js'
import { defaultCache } from './install/cache.js'
import { openSite } from './open-site.js'
import { playClient } from './play-client.js'
import { exitCodeOf, renderResults } from './report.js'

/** Clients that are played at once: they mostly wait for answers that are slow on purpose. */
const atOnce = 3

const program = refuseWrongOptions(
  new Command('test:clients')
    .description(
      'Plays unmodified clients of chat services against a gateway. Packages are installed into a cache, at the versions of the ' +
        'table; a client that cannot be installed is skipped. Exit code 1 if a case failed.',
    )
    .option('--all', 'heavy clients as well, which take minutes and gigabytes', false)
    .option('--only <names>', 'clients whose name contains one of these words, separated by commas')
    .option('--cache <folder>', 'where the clients are installed', defaultCache(process.env)),
).parse()
const { all, only, cache } = program.opts<{ all: boolean; only?: string; cache: string }>()

const words = only?.split(',').filter(Boolean)
const chosen = clients.filter(({ name, heavy = false }) =>
  words === undefined ? all || !heavy : words.some((word) => name.includes(word)),
)
if (chosen.length === 0) program.error(`No client is named ${only}. See --help.`)

const results: ClientResult[] = []
{
  await using site = await openSite()
  const waiting = [...chosen]
  const play = async () => {
    for (let client = waiting.shift(); client !== undefined; client = waiting.shift()) {
      const result = await playClient(client, { cache, env: site.env })
      results.push(result)
      const { name, version } = client
      process.stderr.write(`${name} ${version}: ${result.seconds.toFixed(1)} s\n`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, play))
}
const sorted = chosen.flatMap((client) => results.filter((result) => result.client === client))
process.stdout.write(`\n${renderResults(sorted)}`)
process.exit(exitCodeOf(results))
