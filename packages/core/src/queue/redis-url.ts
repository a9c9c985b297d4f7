/** Server of jobs, or a cluster of them, as a URL names it. */
export interface RedisAddress {
  /** URL for the client, with its user and password: of the server, or of one node of the cluster. */
  readonly url: string
  /** More nodes of the cluster to begin with; null for a single server. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[] | null
  /** Identity without user and password, such as `10.0.0.1:6379/0`. */
  readonly name: string
}

const single = ['redis:', 'rediss:'] as const
const cluster = ['redis+cluster:', 'rediss+cluster:'] as const

/** Description of {@link isRedisUrl} for errors. */
export const redisUrlExpected =
  'a URL that begins with redis://, rediss://, redis+cluster:// or rediss+cluster://'

/** The client would take anything else for the name of a host or of a socket file. */
export function isRedisUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[a-z+]+:\/\//.test(value) || !URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return [...single, ...cluster].some((one) => one === protocol) && (hostname !== '' || protocol === 'redis:')
}

/** Reads a URL that {@link isRedisUrl} accepts. */
export function readRedisUrl(given: string): RedisAddress {
  const url = new URL(given)
  if (!cluster.some((one) => one === url.protocol)) return { url: given, nodes: null, name: nameOf(url) }
  const nodes = url.searchParams.getAll('node').map((node) => {
    const { hostname, port } = new URL(`redis://${node}`)
    return { host: hostname, port: Number(port || defaultPort) }
  })
  url.searchParams.delete('node')
  const plain = url.href.replace('+cluster', '')
  return { url: plain, nodes, name: `cluster ${nameOf(new URL(plain))}` }
}

const defaultPort = 6_379

function nameOf({ hostname, port, pathname }: URL): string {
  const database = pathname.replace(/^\//, '') || '0'
  return `${hostname || 'localhost'}:${port || defaultPort}/${database}`
}
