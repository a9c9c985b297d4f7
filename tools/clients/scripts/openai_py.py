"""The package openai for Python."""

import base64
import threading

import openai
from pydantic import BaseModel

from cases import (
    fails,
    greeting,
    key,
    model,
    other_key,
    play,
    same_vector,
    spent_key,
    tools_model,
    url,
    weather_tool,
)


def open_client(api_key=key, **more):
    return openai.OpenAI(base_url=url, api_key=api_key, **({"max_retries": 0} | more))


client = open_client()


def ask(content, by=client, **more):
    messages = [{"role": "user", "content": content}]
    return by.chat.completions.create(**({"model": model, "messages": messages} | more))


def text_of(stream):
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


class Person(BaseModel):
    name: str
    age: int


def waiting():
    assert text_of(ask("Wait", stream=True)) == greeting


def broken():
    fails(
        lambda: text_of(ask("Break slowly", stream=True)),
        openai.APIError,
        lambda error: error.code == "no_valid_answer" and "usable answer" in error.message,
    )


# Five seconds each, so they run beside the others.
slow = [
    threading.Thread(target=play, args=("stream that begins with comments", waiting)),
    threading.Thread(target=play, args=("error within a stream", broken)),
]
for thread in slow:
    thread.start()


def models():
    ids = [one.id for one in client.models.list()]
    assert model in ids and "org/text" in ids
    assert client.models.retrieve("org/text").id == "org/text"


def chat():
    answer = ask("Hi")
    assert answer.choices[0].message.content == greeting
    assert answer.choices[0].finish_reason == "stop"
    assert answer._request_id.startswith("req_")


def stream():
    assert text_of(ask("Hi", stream=True)) == greeting


def usage():
    chunks = list(ask("Hi", stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].usage.total_tokens > 0


def helper():
    messages = [{"role": "user", "content": "Hi"}]
    with client.chat.completions.stream(model=model, messages=messages) as events:
        assert events.get_final_completion().choices[0].message.content == greeting


def choices():
    assert len(ask("Hi", n=3).choices) == 3


def length():
    assert ask("Hi", max_completion_tokens=2).choices[0].finish_reason == "length"


def parse():
    messages = [{"role": "user", "content": "Who is Ada?"}]
    answer = client.chat.completions.parse(model=model, messages=messages, response_format=Person)
    assert answer.choices[0].message.parsed == Person(name="Ada", age=36)


def tools():
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
    fails(
        lambda: ask("Hi", tools=[tool]),
        openai.BadRequestError,
        lambda error: (error.code, error.param) == ("unsupported_parameter", "tools"),
    )


def spent():
    by = open_client(spent_key, max_retries=2)
    fails(lambda: ask("Hi", by), openai.RateLimitError, lambda error: error.code == "insufficient_quota")


def broken_at_once():
    fails(lambda: ask("Break"), openai.InternalServerError, lambda error: error.status_code == 502)


def late():
    fails(lambda: ask("Wait", timeout=0.2), openai.APITimeoutError)


def tool_call():
    first = ask("Rain?", model=tools_model, tools=[weather_tool]).choices[0]
    assert first.finish_reason == "tool_calls"
    assert first.message.tool_calls[0].function.arguments == '{"city":"CANARY_OK"}'


def completion():
    answer = client.completions.create(model=model, prompt=["Hi", "Repeat: yes"])
    assert [choice.text for choice in answer.choices] == [greeting, "yes"]


def embeddings():
    # Without a format the client asks for base64 and decodes it.
    for more in ({}, {"encoding_format": "float"}):
        same_vector(client.embeddings.create(model=model, input=["Hello", "x"], **more).data[0].embedding)


def image():
    answer = client.images.generate(model=model, prompt="A fox", size="256x256")
    assert base64.b64decode(answer.data[0].b64_json)[1:4] == b"PNG"


def responses():
    assert client.responses.create(model=model, input="Hi").output_text == greeting


play("tool call", tool_call)
play("completion", completion)
play("embeddings, as base64 and as numbers", embeddings)
play("image", image)
play("responses", responses)
play("models", models)
play("chat", chat)
play("stream", stream)
play("stream with usage", usage)
play("stream helper", helper)
play("several choices", choices)
play("length", length)
play("schema", parse)
play("tools are refused", tools)
play("wrong key", lambda: fails(lambda: ask("Hi", open_client("sn_live_wrong")), openai.AuthenticationError))
play("key of another model", lambda: fails(lambda: ask("Hi", open_client(other_key)), openai.PermissionDeniedError))
play("unknown model", lambda: fails(lambda: ask("Hi", model="none"), openai.NotFoundError))
play("spent budget", spent)
play("no usable answer", broken_at_once)
play("timeout of the client", late)
for thread in slow:
    thread.join()
