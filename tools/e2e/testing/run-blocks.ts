import { pathToFileURL } from 'node:url'

// Runs the code blocks of a document one after the other and reports the outcome of each. The process then has to exit
// by itself: a block that leaves a resource open would keep its reader's program from exiting, too.
for (const file of process.argv.slice(2)) {
  try {
    await import(pathToFileURL(file).href)
    process.stdout.write(`${JSON.stringify({ file, error: null })}\n`)
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stdout.write(`${JSON.stringify({ file, error: text })}\n`)
  }
}
