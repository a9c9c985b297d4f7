import { expect, test } from 'vitest'
import { migrateFork } from './migrate-fork.js'
import { createFork } from './testing/fork.js'

async function migrate(files: Readonly<Record<string, string>>) {
  await using fork = await createFork(files)
  const { report, files: written } = await migrateFork(fork.folder)
  const marks = report.marks.map(({ subject, reason }) => `${subject}: ${reason}`)
  return { report, marks, text: written.get('src/protocol.ts') ?? '', written }
}

test('defect: synapses under another name of bt.Synapse, and the fields of mixins, were left out', async () => {
  const { report, text, marks } = await migrate({
    'a/base.py': `import bittensor as bt
from pydantic import BaseModel as Model
S = bt.Synapse
class Paged(Model):
    page: int = 0
class Synapse(S):
    version: int = 1
`,
    'a/protocol.py': `from bittensor import Synapse as BtSynapse
from bittensor.core.synapse import (
    Synapse as Syn,  # the same
)
from typing import Optional as Maybe, List as L
from .base import Paged, S, Synapse as Own
from elsewhere import Unknown
class One(BtSynapse):
    a: Maybe[L[int]] = None
class Two(Syn):
    b: int
class Three(Paged, One):
    c: int
class Four(S):
    d: int
class Five(Own, Unknown):
    e: int
asked = [One(), Two(b=1)]
`,
  })
  const fields = Object.fromEntries(report.synapses.map((one) => [one.className, one.fields]))
  expect(fields).toEqual({ One: 1, Two: 1, Three: 3, Four: 1, Five: 2 })
  expect(text).toContain(
    'a: z.array(z.int()).nullable().default(null),\n  page: z.int().default(0),\n  c: z.int(),',
  )
  expect(marks).toEqual([
    expect.stringContaining('Five: its base class Unknown is not of this fork'),
    expect.stringContaining('Synapse: only classes that inherit from it are translated'),
  ])
})

test('defect: a base class that is used under the name of its package only was left out', async () => {
  const { report, text, written } = await migrate({
    'a/protocol/__init__.py': 'from .price import PriceSynapse as Price\nfrom .price import Daily\n',
    'a/protocol/price.py': `import bittensor as bt
class PriceSynapse(bt.Synapse):
    symbol: str
    price: float = 0.0
    note: str = ""
class Daily(PriceSynapse):
    day: str = ""
`,
    'neurons/miner.py': `import a
class Miner:
    async def forward(self, synapse: a.protocol.Price) -> a.protocol.Price:
        synapse.price = 1.0
        return synapse
`,
  })
  expect(report.synapses.map(({ className }) => className)).toEqual(['PriceSynapse', 'Daily'])
  expect(text).toContain('output: priceSynapseFields.pick({ price: true }),')
  expect(written.get('src/miner.ts')).toContain(
    "untranslated('the answer to PriceSynapse', 'neurons/miner.py:3')",
  )
})

test('defect: escapes of Python were read as those of JavaScript', async () => {
  const { text, marks } = await migrate({
    'a/protocol.py': String.raw`import bittensor as bt
class A(bt.Synapse):
    a: str = "\U0001F600\x41\101\0\d\\"
    b: str = r"\x41\n"
    c: str = "\N{BULLET}"
    d: bytes = b"\xff"
    e: str = "\U00110000"
`,
  })
  expect(text).toContain(String.raw`a: z.string().default('😀AA\u0000\\d\\'),`)
  expect(text).toContain(String.raw`b: z.string().default('\\x41\\n'),`)
  expect(marks).toEqual([
    expect.stringContaining('A.c: the default "\\N{BULLET}" is written with the name of a character'),
    expect.stringContaining('A.d: the default b"\\xff" is computed'),
    expect.stringContaining('A.e: the default'),
  ])
})

test('defect: numbers that JavaScript has not were rounded, or infinite', async () => {
  const { text, marks } = await migrate({
    'a/protocol.py': `import math
import bittensor as bt
class A(bt.Synapse):
    a: int = 2**63
    b: int = 0xFFFFFFFFFFFFFFFF
    c: int = 9007199254740993
    d: float = 1e999
    e: float = math.inf
    f: float = float("-inf")
    g: int = Field(1, lt=2**63 - 1)
    h: int = 2**52 + (2**52 - 1)
    i: int = 1 << 20
    j: float = -1e30
`,
    'a/constants.py': 'inf = 3\n',
  })
  expect(text).not.toMatch(
    /9223372036854776000|18446744073709552000|9007199254740992\b|Infinity|default\(3\)/,
  )
  expect(marks).toHaveLength(7)
  expect(marks[0]).toContain('2^53')
  expect(text).toContain('h: z.int().default(9007199254740991)')
  expect(text).toContain('i: z.int().default(1048576),\n  j: z.number().default(-1e30),')
})
