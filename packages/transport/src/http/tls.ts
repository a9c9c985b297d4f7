import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { checked, configError, optionsOf, reasonOf, type SubnetError, text } from '@subnetkit/base'
import { z } from 'zod'

/** Certificate of a server: in memory, or in files that are read again when they change. */
export type TlsOptions =
  | {
      /** Private key, PEM. */
      readonly key: string | Uint8Array
      /** Certificate chain, PEM; the own certificate first. */
      readonly cert: string | Uint8Array
    }
  | {
      /** File with the private key, PEM. */
      readonly keyFile: string
      /** File with the certificate chain, PEM; the own certificate first. */
      readonly certFile: string
      /** Time between looks at the files, in ms. @default 10000 */
      readonly checkMs?: number | undefined
    }

const pemField = (what: string) =>
  checked<string | Uint8Array>(
    (value) => (typeof value === 'string' && value !== '') || value instanceof Uint8Array,
    `${what} in PEM`,
  )

/** Certificate in files. */
export const tlsFileOptions = () =>
  optionsOf({ keyFile: text('a path'), certFile: text('a path'), checkMs: z.int().min(1).default(10_000) })

/** Option for TLS. */
export const tlsField = () =>
  z.union(
    [optionsOf({ key: pemField('a private key'), cert: pemField('a certificate') }), tlsFileOptions()],
    { error: '{ key, cert } in PEM, or { keyFile, certFile }' },
  )

export type TlsSettings = z.output<ReturnType<typeof tlsField>>

/** Key and certificate as node:tls takes them. Earlier versions of TLS cannot bind sessions to a connection. */
export interface Certificate {
  readonly key: Buffer
  readonly cert: Buffer
  readonly minVersion: 'TLSv1.3'
}

/** Reads and checks key and certificate. Throws CONFIG_INVALID, with nothing of the key in it. */
export async function loadCertificate(tls: TlsSettings): Promise<Certificate> {
  const [key, cert] =
    'key' in tls
      ? [Buffer.from(tls.key), Buffer.from(tls.cert)]
      : await Promise.all([readPem('tls.keyFile', tls.keyFile), readPem('tls.certFile', tls.certFile)])
  const certificate: Certificate = { key, cert, minVersion: 'TLSv1.3' }
  try {
    createSecureContext(certificate)
  } catch (cause) {
    const place = 'key' in tls ? 'tls' : `tls ${tls.certFile}`
    throw invalid(
      place,
      reasonOf(cause),
      'Give a private key and the certificate of that same key, in PEM.',
      cause,
    )
  }
  return certificate
}

async function readPem(place: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    const fix = `Give the path of a PEM file that this user may read instead of ${path}.`
    throw invalid(place, reasonOf(cause), fix, cause)
  }
}

function invalid(place: string, detail: string, fix: string, cause: unknown): SubnetError {
  return configError('CONFIG_INVALID', { place, detail, fix }, { cause })
}
