const { execFileSync } = require('node:child_process')
const { join } = require('node:path')

/** `nx g @subnetkit/tools:subnet`: the same as `npx plop subnet`, once Nx has nothing else to write. */
module.exports = function subnet(tree, { name, domain }) {
  const plop = join(tree.root, 'node_modules/plop/bin/plop.js')
  const answers = ['--name', name, '--domain', domain]
  return () =>
    execFileSync(process.execPath, [plop, 'subnet', '--', ...answers], { cwd: tree.root, stdio: 'inherit' })
}
