"""OpenAI's framework for agents, over chat completions."""

import asyncio

from agents import Agent, OpenAIChatCompletionsModel, Runner, function_tool, set_tracing_disabled
from openai import AsyncOpenAI, AuthenticationError, BadRequestError
from pydantic import BaseModel

from cases import fails, greeting, key, model, play, url

set_tracing_disabled(True)


class Person(BaseModel):
    name: str
    age: int


def agent(api_key=key, **more):
    client = AsyncOpenAI(base_url=url, api_key=api_key, max_retries=0)
    return Agent(name="asker", model=OpenAIChatCompletionsModel(model=model, openai_client=client), **more)


def run(one, text):
    return asyncio.run(Runner.run(one, text))


async def streamed():
    result = Runner.run_streamed(agent(), "Hi")
    async for _ in result.stream_events():
        pass
    return result.final_output


def chat():
    assert run(agent(), "Hi").final_output == greeting


def stream():
    assert asyncio.run(streamed()) == greeting


def structured():
    assert run(agent(output_type=Person), "Who is Ada?").final_output == Person(name="Ada", age=36)


def tools():
    @function_tool
    def look() -> str:
        """Looks."""
        return "seen"

    fails(lambda: run(agent(tools=[look]), "Hi"), BadRequestError)


play("chat", chat)
play("stream", stream)
play("structured", structured)
play("tools are refused", tools)
play("wrong key", lambda: fails(lambda: run(agent("sn_live_wrong"), "Hi"), AuthenticationError))
