import { createKeypair } from '@subnetkit/wallet'

const made = new Map<string, string>()
let addresses: ReadonlyMap<string, string> = new Map()

const uriOf = (name: string) => (name === 'alice' ? '//Alice' : `//${name}`)

const keypairs = new Map<string, ReturnType<typeof createKeypair>>()

export function keypairOf(name: string): ReturnType<typeof createKeypair> {
  const known = keypairs.get(name) ?? createKeypair(uriOf(name))
  keypairs.set(name, known)
  return known
}

/** Account of a name, 0x-hex: `c0` is `//c0`, `alice` is `//Alice`. */
export function accountOf(name: string): string {
  const known = made.get(name)
  if (known !== undefined) return known
  const { publicKey } = keypairOf(name)
  const account = `0x${Buffer.from(publicKey).toString('hex')}`
  made.set(name, account)
  addresses = new Map([...made].map(([other, hex]) => [hex.slice(2), other]))
  return account
}

/** Replaces accounts in hex, with or without 0x, by `@name`. */
export function named(text: string): string {
  return text.replace(/(?:0x)?([0-9a-f]{64,})/g, (whole) => namedRun(whole))
}

function namedRun(run: string): string {
  let left = run
  for (const [hex, name] of addresses)
    left = left.replaceAll(`0x${hex}`, `@${name}`).replaceAll(hex, `@${name}`)
  return left
}
