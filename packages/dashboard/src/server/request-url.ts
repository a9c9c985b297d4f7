/**
 * Returns path and query of a request, which may name a whole URL or begin with two slashes; null for a target that is none. The host in
 * it counts for nothing: the header Host is checked.
 */
export function requestUrl(target = '/'): URL | null {
  const path = target.startsWith('/') ? target : pathOf(target)
  const url = `http://dashboard${path}`
  return path === null || !URL.canParse(url) ? null : new URL(url)
}

function pathOf(target: string): string | null {
  if (!URL.canParse(target)) return null
  const { protocol, pathname, search } = new URL(target)
  return /^https?:$/.test(protocol) ? pathname + search : null
}
