import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Files of a small fork, in the manner of the Python template. */
export const weatherFork: Readonly<Record<string, string>> = {
  'weather/__init__.py': `__version__ = "1.2.3"
version_split = __version__.split(".")
__spec_version__ = (1000 * int(version_split[0])) + (10 * int(version_split[1])) + int(version_split[2])
`,
  'weather/constants.py': 'MOST_HOURS = 24 * 10\nUNITS = ["K", "C"]\n',
  'weather/schemas/place.py': `from enum import Enum
from pydantic import BaseModel, field_validator


class Terrain(str, Enum):
    SEA = "sea"
    LAND = "land"


class Place(BaseModel):
    """A point on the globe."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(..., ge=-180, le=180.0)
    terrain: Terrain = Terrain.LAND


class Station(Place):
    name: str
    measured_by: "Place"

    @field_validator("name")
    @classmethod
    def not_blank(cls, name):
        return name.strip()
`,
  'weather/protocol.py': `import typing
import datetime as dt
from typing import Annotated, ClassVar, Dict, List, Literal, Optional, Union

import bittensor as bt
import numpy as np
import pydantic
from pydantic import conint

from weather import constants
from weather.schemas.place import Place, Station

Unit = Literal["K", "C"]


class Versioned(bt.Synapse):
    protocol_version: int = 1


class Forecast(Versioned):
    """
    Asks for the temperatures of some hours.

    More about it.
    """

    # Where it is asked for.
    place: Place
    hours: int = pydantic.Field(..., gt=0, le=constants.MOST_HOURS, description="How many hours", allow_mutation=False)
    since: dt.datetime
    unit: Unit = "K"
    tags: Dict[str, Union[int, str]] = {}
    stations: typing.List[Station] = pydantic.Field(default_factory=list, max_items=5)
    seed: str | None = pydantic.Field(default=None, min_length=4, max_length=64, regex="^[a-f0-9]+$")
    share: Annotated[float, pydantic.Field(ge=0, le=1)] = 0.5
    retries: conint(ge=0, lt=10) = 3

    temperatures: Optional[List[float]] = None  # filled by the miner
    raw: Optional[bt.Tensor] = None
    grid: np.ndarray = None
    signed_at: str = dt.datetime.now().isoformat()

    kinds: ClassVar[List[str]] = ["a"]
    _cache: dict = {}
    required_hash_fields: List[str] = pydantic.Field(["place", "hours", "nothing"], title="Signed")

    @pydantic.validator("hours")
    def even(cls, hours):
        assert hours % 2 == 0
        return hours

    def celsius(self):
        return [one - 273.15 for one in self.temperatures]

    def deserialize(self) -> Optional[List[float]]:
        """Callers get the temperatures."""
        return self.temperatures


class Explain(bt.StreamingSynapse):
    question: str
    completion: str = ""

    async def process_streaming_response(self, response):
        async for chunk in response.content.iter_any():
            yield chunk

    def extract_response_json(self, response):
        return {}


class Ping(bt.Synapse):
    alive: bool = False
`,
  'neurons/miner.py': `import weather
from weather.protocol import Explain, Forecast, Ping


class Miner(BaseMinerNeuron):
    async def forward(self, synapse: weather.protocol.Forecast) -> weather.protocol.Forecast:
        # The model of yesterday: */ 
        synapse.temperatures = self.model(synapse.place, synapse.hours)
        synapse.raw = None
        synapse.place = synapse.place
        return synapse

    async def blacklist(self, synapse: weather.protocol.Forecast):
        return False, ""

    async def explain(self, synapse: Explain) -> Explain:
        return synapse.create_streaming_response(self.stream)

    def ping(self, synapse: Ping) -> Ping:
        synapse.alive = True
        return synapse
`,
  'weather/validator/forward.py': `from weather.protocol import Forecast
from weather.validator.reward import get_rewards


async def forward(self):
    responses = await self.dendrite(
        axons=self.axons,
        synapse=Forecast(place=self.place, hours=24),
        timeout=30,
    )
    self.update_scores(get_rewards(self, responses))
`,
  'weather/validator/reward.py': `def reward(truth: float, response: float) -> float:
    return 1.0 if truth == response else 0.0


def get_rewards(self, responses):
    return [reward(self.truth, one) for one in responses]
`,
  'weather/utils/config.py': `def add_args(cls, parser):
    parser.add_argument("--neuron.sample_size", type=int, help="Miners asked in one step.", default=50)
    parser.add_argument("--neuron.moving_average_alpha", type=float, help="Share of the newest.", default=0.2)
    parser.add_argument("--wandb.off", action="store_true", default=False)
`,
  'tests/test_protocol.py': 'class Fake(bt.Synapse):\n    a: int\n',
  'min_compute.yml': `# Of a miner.
version: '1.0'
compute_spec:
  miner:
    cpu:
      min_cores: 4            # cores
      architecture: "x86_64"
`,
}

/** A folder with these files, which is removed with it. */
export async function createFork(
  files: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { readonly root: string; readonly folder: string }> {
  const root = await mkdtemp(join(tmpdir(), 'subnet-migrate-'))
  const folder = join(root, 'weather-subnet')
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return { root, folder, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) }
}
