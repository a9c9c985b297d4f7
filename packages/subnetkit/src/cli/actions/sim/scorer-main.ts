import { type AnyAgent, createScorers, type Lab, mixture, type Recipe, usualPopulation } from '@subnetkit/lab'
import { toFailure } from '../../output/failure.js'
import { loadLab } from './load-lab.js'
import type { FromScorer, NamedRequest, ToScorer } from './scorer-messages.js'
import { type WatchedRounds, watchRounds } from './scorer-watch.js'

/** Process that plays rounds for `subnet sim`: it loads the lab, and answers requests one after another. */
let lab: Lab
let agents: ReadonlyMap<string, AnyAgent>
let scorers: ReturnType<typeof createScorers>
let watch: WatchedRounds
let last: Promise<void> = Promise.resolve()

const send = (message: FromScorer): void => {
  if (process.connected) process.send?.(message)
}

process.on('message', (message: ToScorer) => {
  last = last.then(() => handle(message))
})
// The command ended.
process.on('disconnect', () => process.exit(0))

async function handle(message: ToScorer): Promise<void> {
  const id = message.kind === 'play' ? message.id : null
  try {
    if (message.kind === 'load') {
      watch = await watchRounds(process.ppid, message.stallS)
      lab = await loadLab(message.module)
      scorers = createScorers(lab, { watch })
      const { miners } = usualPopulation(lab, message.population)
      agents = new Map(miners.map(({ agent }) => [agent.name, agent]))
      send({ kind: 'ready' })
    } else {
      watch.request(message.id)
      const [result] = await scorers.play([withAgents(message.request)])
      watch.request(null)
      send({ kind: 'played', id: message.id, result: result! })
    }
  } catch (error) {
    send({ kind: 'failed', id, failure: toFailure(error) })
  }
}

const mixtures = new Map<string, AnyAgent>()

function mixtureOf(recipe: Recipe): AnyAgent {
  const key = JSON.stringify(recipe)
  const known = mixtures.get(key) ?? mixture(recipe, lab)
  // A search has thousands.
  if (mixtures.size > 64) mixtures.clear()
  mixtures.set(key, known)
  return known
}

const withAgents = ({ miners, ...request }: NamedRequest) => ({
  ...request,
  miners: miners.map(({ recipe, agent, ...miner }) => ({
    ...{ ...miner, agent: recipe === null ? agents.get(agent)! : mixtureOf(recipe) },
  })),
})
