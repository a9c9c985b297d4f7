interface Factory {
  /** The Python, without spaces and the names of its modules. */
  readonly python: RegExp
  /** Schemas that take what it makes. */
  readonly schema: RegExp
  readonly code: string
}

/** Defaults that differ from call to call, and have a counterpart. */
const factories: readonly Factory[] = [
  { python: /^(str\(uuid4\(\)\)|uuid4\(\))$/, schema: /^z\.uuid\(\)$/, code: '() => crypto.randomUUID()' },
  { python: /^str\(uuid4\(\)\)$/, schema: /^z\.string\(\)$/, code: '() => crypto.randomUUID()' },
  {
    python: /^uuid4\(\)\.hex$/,
    schema: /^z\.string\(\)$/,
    code: "() => crypto.randomUUID().replaceAll('-', '')",
  },
  { python: /^time\(\)$/, schema: /^z\.number\(\)$/, code: '() => Date.now() / 1_000' },
  { python: /^int\(time\(\)\)$/, schema: /^z\.int\(\)$/, code: '() => Math.floor(Date.now() / 1_000)' },
  {
    python: /^(utcnow\(\)|now\((tz=)?(timezone\.utc|utc|UTC)\))$/,
    schema: /^z\.iso\.datetime\(/,
    code: '() => new Date().toISOString()',
  },
]

/** A function of TypeScript for a default that Python computes; null for one that is not known. */
export function factoryOf(python: string, schema: string): string | null {
  const plain = python.replace(/\s+/g, '').replace(/\b(uuid|time|dt|datetime)\.(?=[a-z])/g, '')
  const found = factories.find((one) => one.python.test(plain) && one.schema.test(schema))
  return found?.code ?? null
}
