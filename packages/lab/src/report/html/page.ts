import { escapeHtml } from './escape.js'

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #667; --line: #d5d9e0; --back: #fff; --honest: #2a9d5c; --cheat: #8a93a5; --bad: #d1342f; --bright: 42%; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ec; --soft: #99a; --line: #3a404a; --back: #15181c; --honest: #4cc27f; --cheat: #7d8697; --bad: #ff6b61; --bright: 66%; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.good { color: var(--honest); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td:last-child:not(.figure) { min-width: 12rem; } td.figure { white-space: nowrap; } .wide { overflow-x: auto; } polyline:hover { stroke-width: 4; }
svg { width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .soft { fill: var(--soft); }
.axis { stroke: var(--line); } .limit { stroke: var(--bad); stroke-dasharray: 4 3; }
.bar-honest { fill: var(--honest); } .bar-cheat { fill: var(--cheat); } .bar-bad { fill: var(--bad); }
`

/** One HTML file without anything that is loaded. */
export function page(title: string, parts: readonly string[]): string {
  const name = escapeHtml(title)
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${name}</title><style>${style}</style>`
  return `<!doctype html>\n<html lang="en"><head>${head}</head><body>\n<h1>${name}</h1>\n${parts.join('\n')}\n</body></html>\n`
}
