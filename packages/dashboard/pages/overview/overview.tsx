import { useMechanism } from '../app/navigation.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { Checks } from '../parts/checks.js'
import { Card, Page } from '../parts/page.js'
import { Loaded } from '../parts/states.js'
import { News } from './news.js'
import { RoundStrip } from './round-strip.js'
import { Standing } from './standing.js'
import { Verdict } from './verdict.js'

/** Events after which the overview may look different. */
const changing: ReadonlySet<string> = new Set([
  ...['head-seen', 'round-planned', 'round-folded', 'round-skipped', 'round-closed', 'query-done'],
  ...['weights-set', 'weights-committed', 'weights-revealed', 'weights-refused', 'weights-superseded'],
  ...['step-failed', 'trouble', 'trouble-over', 'idle', 'idle-over'],
])

/** First page: is all well, and what needs attention. */
export function Overview() {
  const mechanism = useMechanism()
  const query = useQuery(
    `overview ${mechanism}`,
    (signal) => api.overview.query({ mechanism }, { signal }),
    ({ kind }) => changing.has(kind),
  )
  return (
    <Page title="Overview">
      <Loaded query={query}>
        {(data) => (
          <>
            <Verdict data={data} />
            <Standing data={data} />
            <RoundStrip rounds={data.rounds} />
            <div class="columns">
              <Card title="Checks">
                <Checks checks={data.checks} />
              </Card>
              <Card title="News">
                <News />
              </Card>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}
