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

test('defect: tuples with names were objects, and keys that may be absent were required', async () => {
  const { text } = await migrate({
    'a/protocol.py': `import bittensor as bt
from typing import NamedTuple, NotRequired, Required, TypedDict
class Point(NamedTuple):
    x: float
    label: str = "p"
class Options(TypedDict, total=False):
    deep: int
    name: Required[str]
class More(TypedDict):
    a: int
    b: NotRequired[int]
class A(bt.Synapse):
    p: Point
    o: Options
    m: More
`,
  })
  expect(text).toContain("export const pointSchema = z.tuple([z.number(), z.string().default('p')])")
  expect(text).toContain('  deep: z.int().optional(),\n  name: z.string(),')
  expect(text).toContain('  a: z.int(),\n  b: z.int().optional(),')
})

test('defect: bodies of one line, fields under a condition and the configuration of models were left out', async () => {
  const { text, marks, report } = await migrate({
    'a/protocol.py': `import bittensor as bt
from pydantic import BaseModel, ConfigDict, model_validator
class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: int
class Open(BaseModel):
    class Config:
        extra = "allow"
        alias_generator = to_camel
    a: int
class Checked(BaseModel):
    a: int
    @model_validator(mode="after")
    def small(self): return self
class A(bt.Synapse): x: int = 1; y: str
class B(bt.Synapse):
    if DEEP:
        z: int = 2
    closed: Closed
    open: Open
    checked: Checked
    model_config = {"extra": "forbid"}
`,
  })
  expect(text).toContain('closedSchema = z.strictObject({')
  expect(text).toContain('openSchema = z.looseObject({')
  expect(text).toContain('  x: z.int().default(1),\n  y: z.string(),')
  expect(marks).toEqual([
    expect.stringContaining('B: extra="forbid" is left out'),
    expect.stringContaining('B.z: it is declared under a condition (line 17)'),
    expect.stringContaining('Open: alias_generator=to_camel'),
    expect.stringContaining('Checked: its validator small (a/protocol.py:14)'),
  ])
  expect(report.fields).toEqual({ total: 6, translated: 3 })
})

test('defect: rewards in the file of the validator, and the question of its forward, were called absent', async () => {
  const { written, report } = await migrate({
    'a/protocol.py': 'import bittensor as bt\nclass A(bt.Synapse):\n    x: int = 0\n',
    'neurons/validator.py': `class Validator:
    async def forward(self):
        return self.get_rewards(await self.ask_miners())
    async def ask_miners(self):
        return await self.dendrite.forward(axons=self.axons, synapse=A(x=1))
    def get_rewards(self, responses):
        return [1.0 for _ in responses]
    def update_scores(self): pass
`,
  })
  expect(written.get('src/tasks.ts')).toContain('synapse=A(x=1)')
  expect(written.get('src/rubric.ts')).toContain('return [1.0 for _ in responses]')
  expect(report.stubs.map(({ place }) => place).slice(1)).toEqual([
    'neurons/validator.py:2',
    'neurons/validator.py:6',
  ])
})

test('defect: marks did not show the validator or the method that they left out', async () => {
  const { text } = await migrate({
    'a/protocol.py': `import bittensor as bt
from pydantic import BaseModel, field_validator, model_validator
class M(BaseModel):
    a: int
    @model_validator(mode="after")
    def whole(self):
        return check(self)
class A(bt.Synapse):
    m: M
    hours: int
    timeout: float = later()
    @field_validator("hours")
    def even(cls, hours):
        assert hours % 2 == 0
${'        count()\n'.repeat(30)}
    def half(self):
        return self.hours / 2
`,
  })
  for (const line of [
    '//   @model_validator(mode="after")\n//   def whole(self):\n//           return check(self)',
    '  //   @field_validator("hours")\n  //   def even(cls, hours):\n  //           assert hours % 2 == 0',
    '  //   (13 more lines are in the fork)\n  hours: z.int(),',
    '// UNTRANSLATED (a/protocol.py:11): A.timeout: it overrides',
    '//   timeout: float = later()',
    '//   def half(self):\n//           return self.hours / 2',
  ])
    expect(text).toContain(line)
})

test('defect: a default with a dollar and a brace was a warning of the linter', async () => {
  const protocol = (value: string) =>
    `import bittensor as bt\nclass A(bt.Synapse):\n    a: str = "${value}"\n`
  const rule = /^\/\/ biome-ignore-all lint\/suspicious\/noTemplateCurlyInString/m
  expect((await migrate({ 'a/protocol.py': protocol('$' + '{x}') })).text).toMatch(rule)
  expect((await migrate({ 'a/protocol.py': protocol('$x') })).text).not.toMatch(rule)
})
