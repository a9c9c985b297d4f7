import { gzipSync } from 'node:zlib'
import { signRequest } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { miner } from './besieged.js'

/** Bytes that an attacker writes on one connection. */
export interface Script {
  /** At once. */
  readonly first: string | Buffer
  /** Again and again, one part every 50 ms; the last one repeats. */
  readonly again?: readonly (string | Buffer)[]
  /** Ends its own side after the first part. */
  readonly halfClose?: boolean
  /** Never reads. */
  readonly deaf?: boolean
  /** Is not opened again once it is closed. */
  readonly once?: boolean
}

/** Connections that are open at the same time, and the script of each. */
export interface Attack {
  readonly connections: number
  script(n: number): Script
}

const charlie = createKeypair('//Charlie')
/** The honest caller, whose hotkey is public. */
const alice = createKeypair('//Alice')
const post = (target: string, lines: readonly string[], body: string | Buffer = ''): Buffer =>
  Buffer.concat([
    Buffer.from([`POST ${target} HTTP/1.1`, 'Host: miner', ...lines, '', ''].join('\r\n')),
    Buffer.from(body),
  ])
const linesOf = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`)

/** Headers of a caller with a key. */
const signed = (target: string, body: string, keypair = charlie): string[] =>
  linesOf(
    signRequest({
      keypair,
      method: 'POST',
      target,
      body: Buffer.from(body),
      receiver: miner.address,
    }),
  )

/** Headers that any caller can write about a public hotkey. */
const forged = (target = '/echo', keypair = charlie): string[] =>
  signed(target, '', keypair).map((line) =>
    line.startsWith('X-Bittensor-Signature') ? `${line.slice(0, -8)}00000080` : line,
  )

const valid = (target: string, body: string) =>
  post(target, [...signed(target, body), `Content-Length: ${Buffer.byteLength(body)}`], body)
const hello = '{"text":"hi"}'
const bomb = gzipSync(Buffer.alloc(10_000_000))

const smuggled = 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}'
const smuggling: readonly Buffer[] = [
  post('/echo', [...forged(), 'Content-Length: 6', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`),
  post('/echo', [...forged(), 'Transfer-Encoding: chunked', 'Content-Length: 6'], `0\r\n\r\n${smuggled}`),
  post('/echo', [...forged(), 'Transfer-Encoding: chunked', 'Transfer-Encoding: x'], `0\r\n\r\n${smuggled}`),
  post('/echo', [...forged(), 'Transfer-Encoding: \u000bchunked'], `0\r\n\r\n${smuggled}`),
  post('/echo', [...forged(), 'Content-Length: 2', `Content-Length: ${smuggled.length}`], smuggled),
  post('/echo', [...forged(), 'X-A: b\r\n folded', 'Content-Length: 0']),
  Buffer.from(`POST /echo HTTP/1.1\nHost: x\nContent-Length: 0\n\n${smuggled}`),
  post('/echo', [...forged(), 'X-A: b\nContent-Length: 50'], smuggled),
  post('/echo', [...forged(), 'X-A: b\rContent-Length: 50'], smuggled),
  post('/echo', [...forged(), 'Content-Length: 2'], `{}${smuggled}${smuggled}`),
]
const paths = [
  '/%2e/echo',
  '//echo',
  '/echo;x',
  '/x/../echo',
  '/%65cho',
  '/echo%00',
  '/echo\0',
  'http://evil/echo',
  '*',
  '/..%2f',
  '/__proto__',
  '/constructor',
  '/.session',
  `/${'a'.repeat(9_000)}`,
]
const polluted = [
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"text":"hi","__proto__":{"polluted":true}}',
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`,
]
const cycle = (
  parts: readonly (string | Buffer)[],
): Omit<Attack, 'script'> & { script(n: number): Script } => ({
  connections: 50,
  script: (n) => ({ first: parts[n % parts.length]! }),
})

/** Attacks on a miner, each alone. */
export const attacks: Readonly<Record<string, Attack>> = {
  slowloris: {
    connections: 300,
    script: () => ({ first: 'POST /echo HTTP/1.1\r\nHost: x\r\n', again: ['X-A: b\r\n'] }),
  },
  'a dripping body': {
    connections: 300,
    script: () => ({ first: post('/echo', [...forged(), 'Content-Length: 1000']), again: ['x'] }),
  },
  'an endless body': {
    connections: 50,
    script: () => ({
      first: post('/echo', [...forged(), 'Transfer-Encoding: chunked']),
      again: [`4000\r\n${'x'.repeat(0x4000)}\r\n`],
    }),
  },
  'huge headers': cycle([
    post('/echo', [`X-A: ${'a'.repeat(100_000)}`]),
    post(
      '/echo',
      Array.from({ length: 1_000 }, (_, index) => `X-${index}: b`),
    ),
    Buffer.from(`POST /${'a'.repeat(100_000)} HTTP/1.1\r\n\r\n`),
  ]),
  'compressed bombs': cycle([
    post('/echo', [...forged(), 'Content-Encoding: gzip', `Content-Length: ${bomb.length}`], bomb),
    post('/echo', [...forged(), 'Transfer-Encoding: gzip, chunked'], '5\r\nabcde\r\n0\r\n\r\n'),
  ]),
  smuggling: cycle(smuggling),
  'pipelined requests': {
    connections: 50,
    script: (n) => ({
      first: Buffer.concat(
        n % 2 === 0
          ? Array.from({ length: 10 }, () => post('/echo', ['Content-Length: 2'], '{}'))
          : [Buffer.from('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000))],
      ),
      deaf: n % 4 > 1,
    }),
  },
  'duplicate headers': cycle([
    post('/echo', [...forged(), ...forged(), 'Content-Length: 0']),
    post('/echo', [...forged(), 'Host: evil', 'Host: evil', 'Content-Length: 0']),
    post('/echo', [...forged(), 'X-Subnetkit-Mac: ab', 'X-Subnetkit-Mac: ab', 'Content-Length: 0']),
  ]),
  'games with paths': cycle(paths.map((path) => post(path, [...forged(path), 'Content-Length: 2'], '{}'))),
  'half-open sockets': {
    connections: 300,
    script: (n) => ({
      first: ['', 'POST /echo HTTP/1.1\r\nHost', valid('/echo', hello).subarray(0, -3)][n % 3]!,
      halfClose: n % 2 === 0,
      deaf: true,
    }),
  },
  'forged signatures': {
    connections: 50,
    script: () => ({ first: post('/echo', [...forged(), `Content-Length: ${hello.length}`], hello) }),
  },
  'pollution and depth, by a caller with a key': {
    connections: 10,
    script: (n) => ({ first: valid(n % 2 === 0 ? '/loose' : '/echo', polluted[n % polluted.length]!) }),
  },
  'replays, by a caller with a key': {
    connections: 50,
    script: (() => {
      const once = valid('/echo', hello)
      return () => ({ first: once })
    })(),
  },
  "claims of the honest caller's hotkey, without a body": {
    connections: 400,
    script: () => ({ first: post('/echo', [...forged('/echo', alice), 'Content-Length: 1000']) }),
  },
  'kept connections that have asked for the health': {
    connections: 1_024,
    script: () => ({ first: 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n' }),
  },
  'idle connections': { connections: 10_000, script: () => ({ first: '', once: true }) },
}
