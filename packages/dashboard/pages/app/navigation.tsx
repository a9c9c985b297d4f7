import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Path of the page that the browser shows. */
export interface Place {
  readonly path: string
  readonly search: URLSearchParams
}

const listeners = new Set<() => void>()

const placeNow = (): Place => ({ path: location.pathname, search: new URLSearchParams(location.search) })

/** Goes to a path of this site without loading it again. */
export function goTo(href: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', href)
  else history.pushState(null, '', href)
  for (const listener of listeners) listener()
}

export function usePlace(): Place {
  const [place, setPlace] = useState(placeNow)
  useEffect(() => {
    const update = () => setPlace(placeNow())
    listeners.add(update)
    addEventListener('popstate', update)
    return () => {
      listeners.delete(update)
      removeEventListener('popstate', update)
    }
  }, [])
  return place
}

interface LinkProps {
  readonly href: string
  readonly class?: string | undefined
  readonly 'aria-current'?: 'page' | undefined
  readonly 'aria-label'?: string | undefined
  readonly children: ComponentChildren
}

/** A link that keeps the mechanism that is shown. */
export function Link({ href, children, ...rest }: LinkProps) {
  const mechanism = new URLSearchParams(location.search).get('mechanism')
  const full = mechanism === null ? href : `${href}?mechanism=${encodeURIComponent(mechanism)}`
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    goTo(full)
  }
  return (
    <a href={full} onClick={follow} {...rest}>
      {children}
    </a>
  )
}

/** Mechanism that is shown; undefined for the first one. */
export function useMechanism(): number | undefined {
  const text = usePlace().search.get('mechanism')
  return text === null || !/^\d{1,3}$/.test(text) ? undefined : Number(text)
}
