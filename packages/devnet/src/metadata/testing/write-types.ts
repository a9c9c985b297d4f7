import { writeFileSync } from 'node:fs'
import { readMainnet } from './mainnet.js'
import { renderTypes, typesPath } from './render.js'

writeFileSync(typesPath, renderTypes(readMainnet()))
process.stdout.write('packages/devnet/src/metadata/mainnet-types.ts is up to date\n')
