"""LangChain for Python."""

from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from openai import AuthenticationError, BadRequestError, RateLimitError

from cases import (
    fails,
    greeting,
    key,
    model,
    person_schema,
    play,
    same_vector,
    spent_key,
    tools_model,
    url,
    weather_tool,
)


def open_model(api_key=key, name=model):
    return ChatOpenAI(model=name, api_key=api_key, base_url=url, max_retries=0)


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


def tool_call():
    answer = open_model(name=tools_model).bind_tools([weather_tool]).invoke("Rain?")
    assert answer.tool_calls[0]["args"] == {"city": "CANARY_OK"}


def embeddings():
    # Its default sends numbers of tokens, for which it fetches a vocabulary.
    embedder = OpenAIEmbeddings(model=model, api_key=key, base_url=url, check_embedding_ctx_length=False)
    same_vector(embedder.embed_documents(["Hello", "x"])[0])


play("tool call", tool_call)
play("embeddings", embeddings)
play("chat", chat)
play("stream", stream)
play("batch", batch)
play("structured", structured)
play("tools are refused", tools)
play("wrong key", lambda: fails(lambda: open_model("sn_live_wrong").invoke("Hi"), AuthenticationError))
play("spent budget", lambda: fails(lambda: open_model(spent_key).invoke("Hi"), RateLimitError))
