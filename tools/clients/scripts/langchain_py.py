"""LangChain for Python."""

from langchain_openai import ChatOpenAI
from openai import AuthenticationError, BadRequestError, RateLimitError

from cases import fails, greeting, key, model, person_schema, play, spent_key, url


def open_model(api_key=key):
    return ChatOpenAI(model=model, api_key=api_key, base_url=url, max_retries=0)


chat_model = open_model()


def chat():
    answer = chat_model.invoke("Hi")
    assert answer.content == greeting
    assert answer.usage_metadata["total_tokens"] > 0


def stream():
    assert "".join(chunk.content for chunk in chat_model.stream("Hi")) == greeting


def batch():
    assert [one.content for one in chat_model.batch(["Repeat: one", "Repeat: two"])] == ["one", "two"]


def structured():
    schema = person_schema | {"title": "person", "description": "a person"}
    asked = chat_model.with_structured_output(schema, method="json_schema")
    assert asked.invoke("Who is Ada?") == {"name": "Ada", "age": 36}


def tools():
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
    fails(lambda: chat_model.bind_tools([tool]).invoke("Hi"), BadRequestError)


play("chat", chat)
play("stream", stream)
play("batch", batch)
play("structured", structured)
play("tools are refused", tools)
play("wrong key", lambda: fails(lambda: open_model("sn_live_wrong").invoke("Hi"), AuthenticationError))
play("spent budget", lambda: fails(lambda: open_model(spent_key).invoke("Hi"), RateLimitError))
