import { counted, duration, milliseconds, number, percent, shortKey } from '../parts/format.js'
import { MinerLink } from '../parts/miner-link.js'
import { Card } from '../parts/page.js'
import { Pill, type Tone } from '../parts/pill.js'
import { type Column, Table } from '../parts/table.js'
import type { GatewayData } from './data.js'

type Route = GatewayData['routes'][number]

const states: Readonly<Record<Route['state'], readonly [tone: Tone, text: string]>> = {
  open: ['good', 'open'],
  trial: ['busy', 'in trial'],
  failing: ['bad', 'benched: failing'],
  away: ['warn', 'asked for a pause'],
  worse: ['bad', 'benched: worse answers'],
  gone: ['idle', 'deregistered'],
}

/** Columns; miners of the subnet of this dashboard lead to their pages. */
const columnsFor = (own: string | undefined): readonly Column<Route>[] => [
  {
    ...{ key: 'uid', title: 'Miner', isHead: true, by: ({ uid }: Route) => uid ?? 65_536 },
    cell: ({ uid, hotkey, model }) =>
      uid !== null && model === own ? (
        <MinerLink uid={uid} hotkey={hotkey} />
      ) : (
        <span class="key">
          {uid} {shortKey(hotkey)}
        </span>
      ),
  },
  { key: 'model', title: 'Model', by: ({ model }) => model, cell: ({ model }) => model },
  {
    ...{ key: 'state', title: 'Circuit', by: ({ state }: Route) => state },
    cell: ({ state, forMs }) => (
      <Pill tone={states[state][0]}>
        {states[state][1]}
        {forMs !== null && `, ${duration(forMs)} more`}
      </Pill>
    ),
  },
  {
    ...{ key: 'calls', title: 'Calls', isNumber: true, by: ({ calls }: Route) => calls },
    cell: ({ calls, inFlight }) => `${number(calls)}${inFlight > 0 ? ` + ${inFlight}` : ''}`,
  },
  {
    ...{ key: 'failures', title: 'Failed', isNumber: true, by: ({ failures }: Route) => failures },
    cell: ({ failures, calls }) =>
      calls === 0 ? '–' : `${number(failures)} (${percent(failures / calls, 0)})`,
  },
  {
    ...{ key: 'latency', title: 'Time', isNumber: true, by: ({ latencyMs }: Route) => latencyMs ?? -1 },
    cell: ({ latencyMs }) => milliseconds(latencyMs),
  },
  {
    ...{ key: 'skill', title: 'Right answers', isNumber: true, by: skillOf },
    cell: (route) => skillText(route),
  },
]

/** Miners as the router knows them: if they are asked, and why not. */
export function Routes({ data: { models, routes, routeCount } }: { readonly data: GatewayData }) {
  const shut = routes.filter(({ state }) => ['failing', 'away', 'worse'].includes(state)).length
  return (
    <Card title="Miners">
      <p class="muted">
        {shut === 0 ? 'All miners may be asked.' : `${counted(shut, 'miner')} not asked for a while.`} Right
        answers are what questions of known answer, scores of a validator, and other miners have shown.
      </p>
      <Table
        caption="Miners by calls"
        columns={columnsFor(models[0])}
        rows={routes}
        keyOf={({ model, hotkey, registeredAt }) => `${model} ${hotkey} ${registeredAt}`}
        empty="No miner serves this subnet: the chain lists none with an address."
      />
      {routeCount > routes.length && (
        <p class="muted">
          The {number(routes.length)} that were asked most, of {number(routeCount)}.
        </p>
      )}
    </Card>
  )
}

/** Share of right answers over all classes, by their evidence; -1 without any. */
function skillOf({ skills }: Route): number {
  const answers = skills.reduce((sum, one) => sum + one.answers, 0)
  if (answers === 0) return -1
  return skills.reduce((sum, one) => sum + one.mean * one.answers, 0) / answers
}

function skillText(route: Route): string {
  const mean = skillOf(route)
  if (mean < 0) return 'not known'
  const { skills } = route
  if (skills.length < 2) return percent(mean, 0)
  const [low, high] = [Math.min, Math.max].map((pick) => pick(...skills.map((one) => one.mean)))
  return `${percent(mean, 0)} (${percent(low!, 0)} to ${percent(high!, 0)} by kind)`
}
