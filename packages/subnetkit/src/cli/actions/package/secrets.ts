import { open } from 'node:fs/promises'

/** Names of files that hold secrets. */
const names: readonly (readonly [name: RegExp, detail: string])[] = [
  [/(^|\/)\.(ssh|gnupg|aws|kube|docker)\//, 'is in a folder of credentials'],
  [/(^|\/)(\.env[^/]*|[^/]+\.env)$/, 'holds settings of an environment'],
  [/(^|\/)id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/, 'is a key of SSH'],
  [/\.(pem|key|p12|pfx|jks|keystore|ppk)$/, 'is a key'],
  [/(^|\/)([._]netrc|\.pgpass|\.git-credentials|\.dockerconfigjson|\.dockercfg)$/, 'holds passwords'],
  [/(^|\/)secret$/, 'is named as a secret'],
  [/(^|\/)mnemonic[^/]*(?<!\.[cm]?js|\.wasm)$/, 'holds a mnemonic'],
]

const privateKey = /-----BEGIN (?:[A-Z\d]+ )*PRIVATE KEY(?: BLOCK)?-----/

/** Contents that are secret wherever they stand. */
const anywhere: readonly (readonly [content: RegExp, detail: string])[] = [
  [/^\s*(\$NACL|\$ANSIBLE_VAULT|gAAAAA)/, 'is an encrypted key'],
  [/["']?(secretSeed|privateKey)["']?\s*:\s*["'](0x)?[\da-f]{64}/i, 'has a key'],
  [/["']?secretPhrase["']?\s*:\s*["']\s*([a-z]+\s+){11}/, 'has a mnemonic'],
  [new RegExp(`${privateKey.source}(\\s|\\\\[nr])*[A-Za-z\\d+/]{16}`), 'has a private key'],
]

/** Contents that are secret, but for code and texts about them. */
const inData: readonly (readonly [content: RegExp, detail: string])[] = [
  [/"(secretSeed|secretPhrase|privateKey)"\s*:\s*"[^"]/, 'is a key'],
  [privateKey, 'has a private key'],
  [/(^|[\s:])_(authToken|auth|password)[ \t]*=[ \t]*[^\s$]/, 'has a token of a registry'],
]

const isCodeOrText = (path: string): boolean => /\.([cm]?jsx?|md|html?|wasm)$/.test(path)

/** Longest part of a file that is searched, in bytes. No key is larger; models are. */
const searchedBytes = 16 * 1024 ** 2

/** Reason why a file of a project is secret, by its name or its content, such as `is a key`; null for one that is not. */
export async function findSecret(path: string, file: string): Promise<string | null> {
  const named = names.find(([name]) => name.test(path.toLowerCase()))
  if (named !== undefined) return named[1]
  const text = await readStart(file)
  const contents = isCodeOrText(path) ? anywhere : [...anywhere, ...inData]
  return contents.find(([content]) => content.test(text))?.[1] ?? null
}

async function readStart(file: string): Promise<string> {
  await using handle = await open(file)
  const { size } = await handle.stat()
  const length = Math.min(size, searchedBytes)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0)
  return buffer.toString('latin1', 0, bytesRead)
}
