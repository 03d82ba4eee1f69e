"""Uses a model by OpenAI's library for Python; prints one line of JSON for each trial. See ./run."""

import asyncio
import json
import statistics
import sys
import time

import openai

URL, PROCESS, MODEL = sys.argv[1:4]
HI = [{"role": "user", "content": "hi"}]
client = openai.OpenAI(base_url=URL + "/v1", api_key="none", max_retries=0)


def text(count):
    return "".join(f"tök{i} " for i in range(count))


def report(what, passed, **more):
    print(json.dumps({"trial": what, "passed": bool(passed), **more}), flush=True)


def streamed(c, **more):
    return c.chat.completions.create(model=MODEL, messages=HI, stream=True, **more)


def job(job_id):
    import urllib.request
    with urllib.request.urlopen(f"{URL}/v1/jobs/{job_id}", timeout=30) as answer:
        return json.loads(answer.read())


def await_status(job_id, status):
    deadline = time.monotonic() + 30
    while job(job_id)["status"] != status and time.monotonic() < deadline:
        time.sleep(0.05)
    return job(job_id)["status"] == status


def whole():
    answer = client.chat.completions.create(model=MODEL, messages=HI, max_tokens=7)
    choice = answer.choices[0]
    report("python whole", choice.message.content == text(7) and choice.finish_reason == "length"
           and answer.usage.completion_tokens == 7 and answer.object == "chat.completion")
    answer = client.completions.create(model=MODEL, prompt="hi", max_tokens=7)
    report("python prompt", answer.choices[0].text == text(7))


def parts():
    seen, usage = "", None
    for part in streamed(client, max_tokens=9, stream_options={"include_usage": True}):
        seen += (part.choices[0].delta.content or "") if part.choices else ""
        usage = part.usage or usage
    report("python streamed", seen == text(9) and usage.completion_tokens == 9)


def errors():
    def of(error, **request):
        try:
            client.chat.completions.create(**{"model": MODEL, "messages": HI, **request})
        except error as e:
            return e
        return None

    unknown = of(openai.NotFoundError, model="absent")
    report("python unknown model", unknown and unknown.code == "model_not_found")
    wrong = of(openai.BadRequestError, n=3)
    report("python field refused", wrong and wrong.param == "n")
    refused = of(openai.BadRequestError, temperature=9)
    report("python process refuses", refused and "temperature is above 2" in refused.message)
    report("python models", MODEL in [m.id for m in client.models.list()]
           and client.models.retrieve(MODEL).id == MODEL)


def cancel():
    stream = streamed(client, max_tokens=100_000, extra_headers={"X-Sluice-On-Disconnect": "cancel"})
    next(iter(stream))
    job_id = stream.response.headers["X-Sluice-Job-Id"]
    stream.close()
    report("python cancel", await_status(job_id, "CANCELLED"))
    stream = streamed(client, max_tokens=500)
    next(iter(stream))
    job_id = stream.response.headers["X-Sluice-Job-Id"]
    stream.close()
    report("python leaves, job goes on", await_status(job_id, "COMPLETED"))


async def fifty():
    many = openai.AsyncOpenAI(base_url=URL + "/v1", api_key="none", max_retries=0)

    async def one(i):
        seen = ""
        async for part in await streamed(many, max_tokens=20 + i):
            seen += part.choices[0].delta.content or ""
        return seen == text(20 + i)

    right = await asyncio.gather(*(one(i) for i in range(50)))
    report("python 50 at once", all(right), right=sum(right))


def first_token(c):
    began = time.perf_counter()
    stream = streamed(c, max_tokens=3)
    for part in stream:
        if part.choices[0].delta.content:
            took = (time.perf_counter() - began) * 1000
            break
    for _ in stream:
        pass
    return took


def latency():
    direct = openai.OpenAI(base_url=PROCESS + "/v1", api_key="none", max_retries=0)
    for _ in range(60):
        first_token(client), first_token(direct)
    times = [(first_token(client), first_token(direct)) for _ in range(200)]
    ours, theirs = zip(*times)
    p = lambda values, q: round(statistics.quantiles(values, n=100)[q - 1], 2)
    report("first token", True, facade_p50_ms=p(ours, 50), facade_p99_ms=p(ours, 99),
           direct_p50_ms=p(theirs, 50), direct_p99_ms=p(theirs, 99),
           more_p50_ms=round(p(ours, 50) - p(theirs, 50), 2))


whole()
parts()
errors()
cancel()
asyncio.run(fifty())
latency()
