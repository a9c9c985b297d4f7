const long = 'VeryLongNameOfAnAnswerThatOneUserThoughtOfOnAFridayAfternoonInTheOffice'
const brackets = 150

/** A fork in which names, types and layouts are those that a translation stumbles over. */
export const oddFork: Readonly<Record<string, string>> = {
  'odd/__init__.py': '__version__ = "0.0.1"\n__spec_version__ = 7\n',
  // A package that hands its classes on.
  'odd/protocol/__init__.py': 'from .asking import *\nfrom .answers import Tree\n',
  'odd/protocol/answers.py': `from pydantic import BaseModel, Field
from typing import Annotated, Dict, List, Optional, Union
from dataclasses import dataclass, field
import time
import uuid

class Leaf(BaseModel):
    of: Optional["Tree"] = None
    label: str = "leaf"

class Tree(BaseModel):
    name: str
    children: List["Tree"] = Field(default_factory=list)
    leaf: Optional[Leaf] = None

class Job(BaseModel):
    id: str = Field(default_factory=lambda: str(uuid.uuid4()))
    priority: int = 1

class Settings(BaseModel):
    depth: int = 3
    names: List[str] = Field(default_factory=list)

class Options(BaseModel):
    settings: Settings = Field(default_factory=Settings)
    note: Optional[str] = None

@dataclass
class Point:
    x: float
    y: Annotated[Optional[float], field(default=None)] = None
`,
  'odd/protocol/asking.py': `import bittensor as bt
import time
from typing import Any, Dict, List, Literal, Optional, Tuple, Union
from pydantic import Field, constr
from .answers import Job, Options, Point, Settings, Tree

class Prévision(bt.Synapse):
    """Le temps. """
    ville: str = "Orléans"
    température: Optional[float] = None

class 天気(bt.Synapse):
    city: str
    sky: Optional[str] = None

class 天氣(bt.Synapse):
    city: str

class Serve(bt.Synapse):
    constructor: str
    hasOwnProperty: int = 1
    delete: Optional[str] = None

class ToString(bt.Synapse):
    then: str = "if"
    function: float = 3.14159

class Job2(bt.Synapse):
    a: int = 0

class job(bt.Synapse):
    a: int = 0

class JOB(bt.Synapse):
    a: int = 0

class _Job(bt.Synapse):
    a: int = 0

class ${long}(bt.Synapse):
    tree: Tree
    settings: Settings = Field(default_factory=Settings)
    options: Options = Options()
    job: Job
    point: Point
    a_name_that_is_so_long_that_its_schema_does_not_stand_on_one_line_with_it_whatever_is_done: Optional[str] = None
    kind: Literal["the first of all the kinds", "the second of all the kinds", "the third of all the kinds", "another"] = "another"
    anything: Any = {"rows": [[1, 2], [3, 4]], "a-b": {"c": None}, "text": "it's \\"both\\""}
    numbers: List[float] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0]
    email: constr(min_length=3, max_length=320, regex=r"^[\\w\\-\\.]+@[\\w\\-]+\\.\\w+$") = "a@b.c"
    nested: Dict[str, Dict[str, List[Union[int, str, Tuple[float, float, float], Dict[str, List[Optional[bool]]]]]]] = {}
    entries: Dict[str, int] = Field(default_factory=dict, max_length=4096)
    started: float = Field(default_factory=time.time)
    hidden: str = "a\\u202eb"
    made: int = constructor()
    of_object: int = Field(default_factory=constructor)
    odd: constructor = None
    deep: ${'List['.repeat(brackets)}int${']'.repeat(brackets)} = None
    sum: int = ${'(1 + '.repeat(brackets)}1${')'.repeat(brackets)}
    broken: Dict[str, = 3
    required_hash_fields: List[str] = ["a_name_that_is_so_long_that_its_schema_does_not_stand_on_one_line_with_it_whatever_is_done", "kind"]
`,
  'odd/deep.py': `x = ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`,
  'odd/binary.py': '\0\0',
  'odd/validator/a/rather/deep/folder/of/modules/below/each/other/reward_of_the_answers_to_every_question.py':
    'def reward(response):\r\n    """A tail. """   \r\n    return 1\r\n',
  'neurons/miner.py': `class Miner:
    async def forward(self, synapse: 天気) -> 天気:
        synapse.sky = "blue"
        return synapse
`,
}
