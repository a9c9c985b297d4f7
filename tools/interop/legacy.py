"""The protocol of the SDK 10, one side of it: `axon` serves until its input ends, `dendrite URL HOTKEY` queries ours."""

import asyncio
import json
import socket
import sys
import tempfile
import time
from typing import ClassVar, Optional, Tuple

import bittensor as bt
import bittensor.utils.networking as networking
from bittensor_wallet import Keypair

# A dendrite asks the internet for its address when it is made.
networking.get_external_ip = lambda: "203.0.113.9"

ALICE, BOB = Keypair.create_from_uri("//Alice"), Keypair.create_from_uri("//Bob")


class Echo(bt.Synapse):
    prompt: str
    temperature: float = 1.0
    stops: list[str] = []
    big: int = 0
    answer: Optional[str] = None
    required_hash_fields: ClassVar[Tuple[str, ...]] = ("prompt", "temperature", "stops", "big")


class Deny(bt.Synapse):
    pass


class Boom(bt.Synapse):
    pass


class Nowhere(bt.Synapse):
    pass


class Caps(bt.Synapse):
    Prompt: str
    answer: Optional[str] = None


class Stream(bt.StreamingSynapse):
    prompt: str
    text: str = ""

    async def process_streaming_response(self, response):
        async for chunk in response.content.iter_any():
            self.text += chunk.decode()
            yield chunk.decode()

    def extract_response_json(self, response):
        return {"name": "Stream", "prompt": self.prompt, "text": self.text}

    def deserialize(self):
        return self.text


def serve():
    def echo(synapse: Echo) -> Echo:
        synapse.answer = f"re:{synapse.prompt}"
        return synapse

    def deny(synapse: Deny) -> Deny:
        return synapse

    def blacklist(synapse: Deny) -> Tuple[bool, str]:
        return True, "nope"

    def boom(synapse: Boom) -> Boom:
        raise ValueError("boom")

    async def stream(synapse: Stream):
        async def tokens(send):
            for part in ("one ", "two ", "three"):
                await send({"type": "http.response.body", "body": part.encode(), "more_body": True})
                if synapse.prompt == "break":
                    raise ValueError("broken")

        return synapse.create_streaming_response(tokens)

    folder = tempfile.mkdtemp()
    wallet = bt.Wallet(name="bob", hotkey="hot", path=folder)
    wallet.set_hotkey(BOB, encrypt=False, overwrite=True)
    wallet.set_coldkeypub(BOB, encrypt=False, overwrite=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    axon = bt.Axon(wallet=wallet, port=port, ip="127.0.0.1", external_ip="127.0.0.1", external_port=port)
    axon.attach(echo).attach(deny, blacklist).attach(boom).attach(stream).start()
    for _ in range(100):  # it listens in a thread of its own
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    print(json.dumps({"port": port}), flush=True)
    sys.stdin.read()
    axon.stop()


async def query(port):
    dendrite = bt.Dendrite(wallet=ALICE)
    axon = bt.AxonInfo(
        version=1, ip="127.0.0.1", port=port, ip_type=4, hotkey=BOB.ss58_address, coldkey=BOB.ss58_address
    )

    async def call(synapse):
        return await dendrite.call(axon, synapse, timeout=10, deserialize=False)

    async def step(name, work):
        problem = {}
        try:
            await work()
        except Exception as error:  # every failure is a line of the report
            problem = {"problem": " ".join(f"{type(error).__name__}: {error}".split())[:400]}
        print(json.dumps({"step": f"a dendrite: {name}", **problem}), flush=True)

    def equal(actual, expected):
        assert actual == expected, f"{actual!r} instead of {expected!r}"

    async def answered():
        for given in (
            {"prompt": "hi"},
            {"prompt": "it's \"so\" é🚀\n\t\u200b", "temperature": 1e-7, "stops": ["a'b", "\x00", "\\"]},
            {"prompt": "", "temperature": 1e22, "big": 2**70},
        ):
            reply = await call(Echo(**given))
            equal((reply.dendrite.status_code, reply.dendrite.status_message), (200, "Success"))
            equal((reply.answer, reply.is_success), (f"re:{given['prompt']}", True))

    async def capitals():
        equal((await call(Caps(Prompt="x"))).answer, "re:x")

    async def ping():
        assert (await call(bt.Synapse())).is_success

    def refused(synapse, status, beginning):
        async def work():
            reply = await call(synapse)
            equal(reply.dendrite.status_code, status)
            assert reply.dendrite.status_message.startswith(beginning), reply.dendrite.status_message
            assert not reply.is_success

        return work

    async def streamed():
        parts = []
        async for part in dendrite.call_stream(axon, Stream(prompt="go"), timeout=10, deserialize=False):
            parts.append(part)
        equal("".join(part for part in parts if isinstance(part, str)), "one two three")
        equal((parts[-1].text, parts[-1].is_success), ("one two three", True))

    await step("answers, hashed as Python hashes them", answered)
    await step("a required field with a capital letter", capitals)
    await step("ping", ping)
    await step("blacklisted", refused(Deny(), 403, "Forbidden. Key is blacklisted: nope."))
    await step("a forward that raised", refused(Boom(), 500, "Internal Server Error #"))
    await step("an unknown synapse", refused(Nowhere(), 404, "Synapse name 'Nowhere' not found."))
    await step("a stream", streamed)
    await dendrite.aclose_session()


if sys.argv[1] == "axon":
    serve()
else:
    asyncio.run(query(int(sys.argv[2])))
