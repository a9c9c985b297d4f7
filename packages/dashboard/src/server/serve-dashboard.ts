import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, BlockList, isIP } from 'node:net'
import { type Clock, Secret, systemClock } from '@subnetkit/base'
import type { ValidatorEvent } from '@subnetkit/core/validator'
import { listenError } from '@subnetkit/transport/operate'
import { createDataContext } from '../data/context.js'
import type { DashboardSource } from '../data/source.js'
import { dashboardError } from '../errors.js'
import { createAlarms } from '../events/alarms.js'
import { compact } from '../events/compact.js'
import { createEventFeed, eventStreamType } from '../events/event-feed.js'
import { createEventRing } from '../events/event-ring.js'
import { createPictureShelf, openPictureShelf } from '../pictures/picture-shelf.js'
import { createAccess } from './access.js'
import { createDataAnswers, refusalOf } from './answer-data.js'
import { answerPicture } from './answer-picture.js'
import { securityHeaders } from './headers.js'
import { pagesFolder } from './pages-folder.js'
import { readToken } from './read-token.js'
import { noRedaction, type Redaction, redacted } from './redaction.js'
import { requestUrl } from './request-url.js'
import { encodedFor, readStaticFiles } from './static-files.js'

/** A dashboard that is served. */
export interface Dashboard extends AsyncDisposable {
  readonly host: string
  readonly port: number
  readonly url: string
  /** True if a reader has to paste a token. */
  readonly hasToken: boolean
  /** Passes an event of a mechanism on to the pages. */
  observe(mechanism: number, event: ValidatorEvent): void
  /** Keeps bytes of an answer for a while, if they are a picture: receipts have its hash alone. */
  keepPicture(data: Uint8Array): void
}

/** Parts of {@link serveDashboard}. */
export interface ServeDashboardParts {
  readonly host: string
  readonly port: number
  readonly token?: string | Secret | undefined
  readonly hosts?: readonly string[] | undefined
  readonly source: DashboardSource
  /** Takes secrets out of everything that is answered. @default nothing is taken out */
  readonly redaction?: Redaction | undefined
  /** Folder in which pictures outlive the process, 48 MB at most. @default none: they are kept in memory */
  readonly picturesFolder?: string | undefined
  /** Runs before the pages are built, which a clone of the repository does once. @default nothing */
  readonly onBuild?: (() => void) | undefined
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/** Connections at once, of which streams hold one each. */
const maxConnections = 64

/**
 * Serves the dashboard of a process. Throws DASHBOARD_EXPOSED for an address beyond this machine without a token, DASHBOARD_PAGES_MISSING,
 * and CONFIG_INVALID for an address that cannot be bound.
 */
export async function serveDashboard(parts: ServeDashboardParts): Promise<Dashboard> {
  const { host, port, hosts = [], source, onBuild = () => {}, clock = systemClock } = parts
  const { redaction = noRedaction } = parts
  const token = typeof parts.token === 'string' ? new Secret(parts.token) : (parts.token ?? null)
  if (token === null && !isLoopback(host)) throw dashboardError('DASHBOARD_EXPOSED', { host })
  const files = await readStaticFiles(await pagesFolder(onBuild))
  const ring = createEventRing(() => clock.date(), undefined, redaction)
  const feed = createEventFeed({ ring, clock })
  const alarms = createAlarms(() => clock.date())
  const stored = parts.picturesFolder === undefined ? null : await openPictureShelf(parts.picturesFolder)
  const pictures = stored ?? createPictureShelf()
  const answerData = createDataAnswers(createDataContext({ source, alarms, clock, pictures, redaction }))

  const server = createServer(
    {
      ...{ headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 5_000, maxHeaderSize: 16_384 },
      // By default, one that sends nothing holds its place for half a minute.
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
      answer(request, response).catch((error: unknown) => {
        const { status, body } = redacted(refusalOf(error), redaction)
        if (response.headersSent) return response.destroy()
        response.writeHead(status, { 'content-type': 'application/json' }).end(body)
      })
    },
  )
  server.maxConnections = maxConnections
  server.listen(port, host)
  await once(server, 'listening').catch(async (error: Error) => {
    feed[Symbol.dispose]()
    throw await listenError(host, port, error)
  })
  server.on('error', () => {})
  const bound = server.address() as AddressInfo
  const access = createAccess({
    ...{ token, hosts: isIP(host) === 0 ? [host, ...hosts] : hosts, clock },
    ...{ isLoopback: isLoopback(bound.address), port: bound.port },
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = requestUrl(request.url)
    if (url === null) {
      response.writeHead(400).end()
      return
    }
    const { pathname } = url
    const isPicture = pathname.startsWith('/pictures/')
    const isData =
      isPicture || pathname.startsWith('/api/') || pathname === '/events' || pathname === '/session'
    access.checkSite(request.headers, !isData)
    if (pathname === '/session' && request.method === 'POST') {
      const cookie = access.admit(await readToken(request), request.socket.remoteAddress ?? '')
      response.writeHead(204, { 'set-cookie': cookie }).end()
      return
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end()
      return
    }
    if (!isData) return answerFile(pathname, request, response)
    access.checkReader(request.headers)
    if (pathname === '/events' && request.method === 'HEAD') {
      response.writeHead(200, { 'content-type': eventStreamType }).end()
      return
    }
    if (pathname === '/events') {
      const lastId = request.headers['last-event-id']
      const isServed = feed.serve(
        response,
        typeof lastId === 'string' ? lastId : url.searchParams.get('after'),
      )
      if (!isServed) throw dashboardError('DASHBOARD_BUSY', {})
      return
    }
    if (isPicture) return answerPicture(pathname.slice('/pictures/'.length), pictures, request, response)
    await answerData(request, response, url)
  }

  /** Paths of pages are all the one document. */
  function answerFile(pathname: string, request: IncomingMessage, response: ServerResponse): void {
    const file = files.get(pathname) ?? (/\.\w+$/.test(pathname) ? undefined : files.get('/index.html'))
    if (file === undefined) {
      response.writeHead(404).end()
      return
    }
    response.setHeader('cache-control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    response.setHeader('etag', file.etag)
    response.setHeader('vary', 'accept-encoding')
    if (request.headers['if-none-match'] === file.etag) {
      response.writeHead(304).end()
      return
    }
    const { body, encoding } = encodedFor(file, String(request.headers['accept-encoding'] ?? ''))
    response.writeHead(200, {
      ...{ 'content-type': file.type, 'content-length': body.length },
      ...(encoding !== null && { 'content-encoding': encoding }),
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  const shownHost = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address
  return {
    ...{ host: bound.address, port: bound.port, url: `http://${shownHost}:${bound.port}` },
    hasToken: token !== null,
    observe(mechanism, event) {
      alarms.observe(event)
      ring.push(mechanism, compact(event))
    },
    keepPicture: pictures.keep,
    async [Symbol.asyncDispose]() {
      feed[Symbol.dispose]()
      server.close()
      server.closeAllConnections()
      await stored?.settled()
    },
  }
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

function isLoopback(host: string): boolean {
  const version = isIP(host)
  return version === 0 ? host === 'localhost' : loopback.check(host, version === 6 ? 'ipv6' : 'ipv4')
}
