import type { ComponentChildren } from 'preact'
import type { Failure } from '../data/client.js'
import type { Query } from '../data/use-query.js'

export function Loading() {
  return (
    <p class="loading" role="status">
      Loading …
    </p>
  )
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>
}

export function Trouble({ failure }: { readonly failure: Failure }) {
  return (
    <div class="trouble" role="alert">
      <strong>{failure.message}</strong>
      {failure.fix !== null && <p>{failure.fix}</p>}
      <code>{failure.code}</code>
    </div>
  )
}

/** Shows the data of a query once they are there; until then that they load, or why they do not. */
export function Loaded<T>({
  query: { data, failure },
  children,
}: {
  readonly query: Query<T>
  readonly children: (data: T) => ComponentChildren
}) {
  if (data !== null) {
    return (
      <>
        {failure !== null && !failure.isOffline && <Trouble failure={failure} />}
        {children(data)}
      </>
    )
  }
  return failure === null ? <Loading /> : <Trouble failure={failure} />
}
