import { writeFileSync } from 'node:fs'
import { renderPage } from './page.js'
import { pagePath } from './path.js'
import { findings } from './report.js'

writeFileSync(pagePath, renderPage(findings()))
process.stdout.write('docs/devnet-conformance.md is up to date\n')
