import type { ComponentChildren } from 'preact'
import type { About } from '../data/about.js'
import { useLive } from '../data/live.js'
import { useNow } from '../data/use-now.js'
import { duration, number, shortKey } from '../parts/format.js'
import { Icon } from '../parts/icon.js'
import { goTo, Link, useMechanism, usePlace } from './navigation.js'
import { pages } from './pages.js'

/** The frame of all pages: whose dashboard it is, the navigation, and the state of the connection. */
export function Shell({ about, children }: { readonly about: About; readonly children: ComponentChildren }) {
  return (
    <div class="shell">
      <a class="skip" href="#content">
        Skip to the page
      </a>
      <header class="side">
        <div class="brand">
          <img src="/icon.svg" alt="" width="28" height="28" />
          <div>
            <strong>{about.subnet || 'subnetkit'}</strong>
            <span class="muted">
              subnet {about.netuid}, version {about.version}
            </span>
          </div>
        </div>
        <Navigation about={about} />
        <Mechanisms about={about} />
        <dl class="whose">
          <dt>{about.role === 'validator' ? 'Validator' : 'Coordinator'}</dt>
          <dd class="key" title={about.hotkey}>
            {shortKey(about.hotkey)}
          </dd>
          <dt>Store</dt>
          <dd title={about.store}>{about.store.split('/').at(-1)}</dd>
          <dt>Queue</dt>
          <dd>{about.queue}</dd>
        </dl>
      </header>
      <div class="body">
        <Connection />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  )
}

function Navigation({ about }: { readonly about: About }) {
  const { path } = usePlace()
  const isCurrent = (page: string) =>
    page === '/' ? path === '/' : path === page || path.startsWith(`${page}/`)
  return (
    <nav aria-label="Pages">
      <ul>
        {pages
          .filter(({ icon, onlyFor = () => true }) => icon !== undefined && onlyFor(about))
          .map((page) => (
            <li key={page.path}>
              <Link href={page.path} aria-current={isCurrent(page.path) ? 'page' : undefined}>
                <Icon name={page.icon as string} />
                {page.title}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  )
}

function Mechanisms({ about }: { readonly about: About }) {
  const mechanism = useMechanism() ?? about.mechanisms[0]
  const { path } = usePlace()
  if (about.mechanisms.length < 2) return null
  return (
    <label class="mechanisms">
      Mechanism
      <select
        value={mechanism}
        onChange={(event) => goTo(`${path}?mechanism=${event.currentTarget.value}`, { replace: true })}
      >
        {about.mechanisms.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Head of the chain and state of the stream. Only a loss is announced, not each block. */
function Connection() {
  const { status, head } = useLive()
  const now = useNow()
  const text = { connecting: 'Connecting', live: 'Live', lost: 'Connection lost: trying again' }[status]
  return (
    <section class="connection" aria-label="Connection">
      {head !== null && (
        <span class="muted">
          Block <span class="number">{number(head.block)}</span>, {duration(Math.max(now - head.at, 0))} ago
        </span>
      )}
      <span class={`status ${status}`} role="status">
        {text}
      </span>
    </section>
  )
}
