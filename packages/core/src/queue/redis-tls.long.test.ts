import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@subnetkit/base/testing'
import { describe, expect, test, vi } from 'vitest'
import { createQueues } from './queues.js'
import { redisServerMissing, startRedisServer } from './testing/redis.js'
import { startWorkerChild } from './testing/start-worker-child.js'

const noOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0 ? null : 'no openssl'
const missing = redisServerMissing() ?? noOpenssl

describe.skipIf(missing !== null)(`Redis over TLS${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('is refused with a certificate that nobody vouches for, and used with one of NODE_EXTRA_CA_CERTS', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'subnetkit-tls-'))
    using _removed = { [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
    const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
    execFileSync(
      'openssl',
      [
        ...'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=redis.test'.split(' '),
        ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    )
    const port = await freePort()
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert]
    await using server = await startRedisServer(
      '--tls-port',
      String(port),
      ...files,
      '--tls-auth-clients',
      'no',
    )
    const redisUrl = `rediss://127.0.0.1:${port}`
    await expect(createQueues({ redisUrl })).rejects.toMatchObject({
      code: 'QUEUE_CERTIFICATE_UNTRUSTED',
    })
    const queue = { tag: 'sn-7', name: 'tls' }
    await using child = startWorkerChild(redisUrl, queue, 1_000, { NODE_EXTRA_CA_CERTS: cert })
    await using plain = await createQueues({ redisUrl: server.url })
    await plain.add({ queue, name: 'query', id: 'query-1', data: null })
    await vi.waitFor(() => expect(child.said).toEqual(['started']), { timeout: 60_000 })
  })
})
