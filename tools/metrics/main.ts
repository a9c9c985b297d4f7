import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { kit, writtenFiles } from './written.js'

await mkdir(join(root, kit), { recursive: true })
for (const [path, text] of Object.entries(await writtenFiles())) await writeFile(join(root, path), text)
