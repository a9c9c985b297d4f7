import { useEffect, useRef, useState } from 'preact/hooks'
import { api } from '../data/client.js'
import { startLive } from '../data/live.js'
import { useQuery } from '../data/use-query.js'
import { Loading, Trouble } from '../parts/states.js'
import { usePlace } from './navigation.js'
import { matchPath } from './page-definition.js'
import { pages } from './pages.js'
import { Shell } from './shell.js'
import { TokenForm } from './token-form.js'

/** Everything: the frame around the page that the address names, or the form for the token. */
export function App() {
  const [admitted, setAdmitted] = useState(0)
  const { data: about, failure } = useQuery(
    `about ${admitted}`,
    (signal) => api.about.query(undefined, { signal }),
    ({ kind }) => kind === 'version-switched' || kind === 'round-planned',
  )
  const isKnown = about !== null
  useEffect(() => {
    if (isKnown) startLive()
  }, [isKnown])
  if (failure?.code === 'DASHBOARD_TOKEN_REFUSED')
    return <TokenForm onAdmitted={() => setAdmitted(admitted + 1)} />
  if (about === null)
    return <main class="alone">{failure === null ? <Loading /> : <Trouble failure={failure} />}</main>
  return (
    <Shell about={about}>
      <CurrentPage />
    </Shell>
  )
}

function CurrentPage() {
  const { path } = usePlace()
  const first = useRef(true)
  const found = pages
    .map((page) => ({ page, params: matchPath(page.path, path) }))
    .find(({ params }) => params !== null)
  useEffect(() => {
    document.title = `${found?.page.title ?? 'Not found'} · subnetkit`
    // Readers of the screen begin at the heading of the new page.
    if (!first.current) {
      scrollTo(0, 0)
      document.querySelector<HTMLElement>('h1')?.focus()
    }
    first.current = false
  }, [path])
  if (found === undefined) {
    return (
      <section>
        <h1 tabIndex={-1}>There is no such page</h1>
        <p>Choose one from the navigation.</p>
      </section>
    )
  }
  const View = found.page.view
  return <View key={found.page.path} params={found.params!} />
}
