import { type Mutation, pick } from './mutation.js'

/** Changes to the framing of HTTP: lengths, chunks, pipelined and folded lines. */
export const framingMutations: Readonly<Record<string, Mutation>> = {
  'another length': (draft, { n }) => {
    const { length } = draft.body
    const lengths = [
      ...[
        `${length - 1}`,
        `${length + 1}`,
        '0',
        `0${length}`,
        `+${length}`,
        `-${length}`,
        `0x${length.toString(16)}`,
      ],
      ...[
        `${length}, ${length}`,
        `${length} `,
        `${length}\t`,
        `${length};`,
        `${length}.0`,
        '1e1',
        '',
        '9'.repeat(30),
      ],
    ]
    draft.framing = [`Content-Length: ${pick(lengths, n)}`]
  },
  'two lengths': (draft, { n }) => {
    const { length } = draft.body
    draft.framing = [`Content-Length: ${length}`, `Content-Length: ${pick([length, length - 1, 0], n)}`]
  },
  'a length and chunks': (draft, { n }) => {
    const { length } = draft.body
    const coding = pick(
      [
        'chunked',
        ' chunked',
        'Chunked',
        'x, chunked',
        'chunked, identity',
        'identity',
        'xchunked',
        '\u000bchunked',
      ],
      n,
    )
    const lines = [`Content-Length: ${length}`, `Transfer-Encoding: ${coding}`]
    draft.framing = n % 2 === 0 ? lines : lines.reverse()
  },
  chunked: (draft, { n }) => {
    const { body } = draft
    const size = pick(
      [
        body.length.toString(16),
        `0${body.length.toString(16)}`,
        `${body.length.toString(16)};a=b`,
        `0x${body.length.toString(16)}`,
        `+${body.length.toString(16)}`,
        'ffffffffffffffff1',
        `${(body.length + 1).toString(16)}`,
      ],
      n,
    )
    draft.framing = ['Transfer-Encoding: chunked']
    draft.sent = Buffer.concat([Buffer.from(`${size}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')])
  },
  'a second request behind it': (draft, { n }) => {
    const smuggled = Buffer.from(
      pick(
        [
          'POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}',
          'GET /healthz HTTP/1.1\r\n\r\n',
          '\0',
          'junk',
        ],
        n,
      ),
    )
    draft.sent = Buffer.concat([draft.sent ?? draft.body, smuggled])
  },
  'a line that HTTP folds or splits': (draft, { n }) => {
    draft.framing.push(
      pick(
        [
          'X-A: b\r\n folded',
          'X-A: b\nX-B: c',
          'X-A: b\rX-B: c',
          ' X-A: b',
          'X-A',
          'X A: b',
          ': b',
          'X-A: b\0',
          'Content-Encoding: gzip',
        ],
        n,
      ),
    )
  },
}
