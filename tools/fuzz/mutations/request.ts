import { type Mutation, pick } from './mutation.js'

/** Changes to method, path, query and body. */
export const requestMutations: Readonly<Record<string, Mutation>> = {
  'another method': (draft, { n }) => {
    draft.method = pick(
      ['GET', 'PUT', 'post', 'Post', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'P\u00d6ST', 'M-SEARCH'],
      n,
    )
  },
  'another path': (draft, { n }) => {
    const changes: ((target: string) => string)[] = [
      (target) => target.replace('/echo', '/other'),
      (target) => target.replace('/', '//'),
      (target) => target.replace('/', '/./'),
      (target) => target.replace('/', '/x/../'),
      (target) => target.replace('/', '/%2e/'),
      (target) => target.replace('e', '%65'),
      (target) => target.replace('/', '%2f'),
      (target) => target.replace('/', '\\'),
      (target) => target.toUpperCase(),
      (target) => target.replace('?', '/?'),
      (target) => `${target}/`,
      (target) => `${target};a=b`,
      (target) => `${target}%00`,
      (target) => `${target}\0`,
      (target) => `${target}\t`,
      (target) => `${target}#x`,
      (target) => `http://miner${target}`,
      (target) => `http://evil${target}`,
      (target) => target.slice(1),
      () => '/__proto__',
      () => '/constructor',
      () => '/toString',
      () => '/.session',
      () => '*',
      () => '/',
      (target) => target.replace('echo', 'ech\u043e'),
      (target) => target.replace('echo', 'echo\u200b'),
    ]
    draft.target = pick(changes, n)(draft.target)
  },
  'another query': (draft, { n }) => {
    draft.target += pick(['?', '&', '?a=b', '&a=b', '?__proto__=1', '%20', '+', '?batch=1'], n)
  },
  'another body': (draft, { n, text }) => {
    const { body } = draft
    const at = n % (body.length + 1)
    const flippedBody = Buffer.from(body)
    if (at < body.length) flippedBody[at] = flippedBody[at]! ^ (1 << (n % 8))
    const bodies = [
      flippedBody,
      Buffer.concat([body, Buffer.from(' ')]),
      Buffer.concat([Buffer.from('\ufeff'), body]),
      body.subarray(0, at),
      Buffer.alloc(0),
      Buffer.concat([body, body]),
      Buffer.from(body.toString().replace('{', '{ ')),
      Buffer.from(body.toString().replace('{', '{"__proto__":{"id":1},')),
      Buffer.from(body.toString().replace('"text":"', '"text":"x')),
      Buffer.from(body.toString().replace('"text"', '"t\\u0065xt"')),
      Buffer.concat([body, Buffer.from([0])]),
      Buffer.concat([body.subarray(0, at), Buffer.from([0xff]), body.subarray(at)]),
      Buffer.from(text),
    ]
    const next = pick(bodies, n >> 3)
    draft.body = next
    draft.framing = [`Content-Length: ${next.length}`]
  },
  'body of another request': (draft, _, other) => {
    draft.body = other.body
    draft.framing = [`Content-Length: ${other.body.length}`]
  },
}
