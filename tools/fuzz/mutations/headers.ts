import { anywhere, insert, type Mutation, onValue, pick } from './mutation.js'

/** Changes to any header that authenticates a request. */
export const headerMutations: Readonly<Record<string, Mutation>> = {
  'header in another case': ({ headers }, { n }) => {
    const header = headers[n % headers.length]
    if (header) header[0] = n % 2 === 0 ? header[0].toUpperCase() : header[0].toLowerCase()
  },
  'headers in another order': ({ headers }, { n }) => {
    headers.push(...headers.splice(0, n % headers.length))
  },
  'header sent twice': ({ headers }, { n }) => {
    const [name, value] = headers[n % headers.length] ?? ['', '']
    headers.splice(n % 5, 0, [n % 2 === 0 ? name : name.toUpperCase(), value])
  },
  'header sent twice, from two requests': ({ headers }, { n }, other) => {
    const header = other.headers[n % other.headers.length]
    if (header) headers.splice(n % 5, 0, [...header])
  },
  'header of another request': ({ headers }, { n }, other) => {
    const at = n % headers.length
    const header = other.headers[at]
    if (header) headers[at] = [...header]
  },
  'header left out': ({ headers }, { n }) => {
    headers.splice(n % headers.length, 1)
  },
  'header name with a space, an underscore or a suffix': ({ headers }, { n }) => {
    const header = headers[n % headers.length]
    if (header)
      header[0] = pick([`${header[0]} `, header[0].replaceAll('-', '_'), `${header[0]}-`, ` ${header[0]}`], n)
  },
  'header that means nothing': ({ headers }, { n, text }) => {
    const name = pick(['X-Bittensor-Drand-Round', 'X-Bittensor-Audience', 'X-Forwarded-For', '__proto__'], n)
    headers.push([name, text])
  },
  'header value left empty': onValue(() => ''),
  'header value of any text': onValue((_, { text }) => text),
  'header value with white space': onValue((value, { n, text }) =>
    insert(
      value,
      n % 3 === 0 ? 0 : n % 3 === 1 ? value.length : anywhere(value, text.length),
      pick([' ', '\t', '\u00a0', '\u2003', '\r\n ', '\n', '\r', '\0', '\u0085'], n),
    ),
  ),
  'header value with Unicode': onValue((value, { n }) => {
    const at = anywhere(value, n)
    const wide = String.fromCodePoint(0xfee0 + ((value.codePointAt(at) ?? 0x41) % 0x100))
    return pick(
      [
        insert(value, at, '\u200b'),
        value.slice(0, at) + wide + value.slice(at + 1),
        value.replace('a', '\u0430'),
        `${value.normalize('NFKD')}\u0301`,
      ],
      n,
    )
  }),
  'header value in another case': onValue((value, { n }) =>
    n % 2 === 0 ? value.toUpperCase() : value.toLowerCase(),
  ),
  'header value cut': onValue((value, { n }) => value.slice(0, anywhere(value, n))),
  'header value longer': onValue((value, { n }) => value + pick(['0', '00', value, ',', ';', '.0', '=='], n)),
}
