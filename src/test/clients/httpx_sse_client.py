"""Reads a stream with `httpx-sse`, reconnecting as its users do. See ./run."""

import json
import sys
import time

import httpx
from httpx_sse import connect_sse


def read(client, url, cursor):
    """Yields (id, event) until the stream ends; returns whether the client should not reconnect."""
    headers = {"User-Agent": "httpx-sse"}
    if cursor:
        headers["Last-Event-ID"] = cursor
    with connect_sse(client, "GET", url, headers=headers) as source:
        if source.response.status_code == 204:
            return True
        source.response.raise_for_status()
        for event in source.iter_sse():
            yield event
    return False


def main(url):
    cursor = None
    over = False
    # The server sends a keep-alive every 15 seconds.
    with httpx.Client(timeout=httpx.Timeout(5, read=40)) as client:
        while not over:
            events = read(client, url, cursor)
            try:
                while True:
                    event = next(events)
                    cursor = event.id or cursor
                    if event.event in ("stdout", "stderr"):
                        sys.stdout.write(json.loads(event.data)["text"])
                        sys.stdout.flush()
                    elif event.event in ("done", "failed", "cancelled"):
                        print(event.event, file=sys.stderr, flush=True)
            except StopIteration as end:
                over = end.value
            except httpx.HTTPError as error:
                print("error", error, file=sys.stderr, flush=True)
            if not over:
                time.sleep(0.5)
    print("closed", file=sys.stderr)


main(sys.argv[1])
