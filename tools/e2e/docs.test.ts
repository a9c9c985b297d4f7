import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDocuments, root } from './testing/documents.js'

const documents = await readDocuments()

describe('links in the documents', () => {
  it.each(documents)('of $path lead somewhere', ({ path, text }) => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '')
    const local = targets.filter((target) => !/^(?:https?:|#)/.test(target))
    const missing = local.filter((target) => {
      const [file = ''] = target.split('#')
      return !existsSync(join(root, dirname(path), file))
    })
    expect(missing).toEqual([])
  })
})
