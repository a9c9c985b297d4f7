"""Pydantic AI, over chat completions."""

import asyncio

from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from cases import fails, greeting, key, model, play, url


class Person(BaseModel):
    name: str
    age: int


def agent(api_key=key, **more):
    return Agent(OpenAIChatModel(model, provider=OpenAIProvider(base_url=url, api_key=api_key)), **more)


async def streamed():
    async with agent().run_stream("Hi") as result:
        return [text async for text in result.stream_text(debounce_by=None)][-1]


def chat():
    result = agent().run_sync("Hi")
    assert result.output == greeting


def stream():
    assert asyncio.run(streamed()) == greeting


def structured():
    assert agent(output_type=NativeOutput(Person)).run_sync("Who is Ada?").output == Person(name="Ada", age=36)


def tools():
    asked = agent()

    @asked.tool_plain
    def look() -> str:
        """Looks."""
        return "seen"

    fails(lambda: asked.run_sync("Hi"), ModelHTTPError, lambda error: error.status_code == 400)


def wrong_key():
    fails(lambda: agent("sn_live_wrong").run_sync("Hi"), ModelHTTPError, lambda error: error.status_code == 401)


play("chat", chat)
play("stream", stream)
play("structured", structured)
play("tools are refused", tools)
play("wrong key", wrong_key)
