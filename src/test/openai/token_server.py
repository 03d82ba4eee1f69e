"""A server of a model that answers with numbered tokens, as OpenAI words them. See ./run."""

import http.server
import json
import os
import time


class Model(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *ignored):
        pass

    def do_GET(self):
        self.whole(200, {"status": "ok"})

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if asked.get("temperature", 0) > 2:
            self.whole(400, {"error": {"message": "temperature is above 2"}})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        is_chat = "messages" in asked
        count = asked.get("max_tokens", 20)
        try:
            for i in range(count):
                text = f"tök{i} "
                self.event({"choices": [{"index": 0, "finish_reason": None,
                                         **({"delta": {"content": text}} if is_chat else {"text": text})}]})
                time.sleep(asked.get("pause_ms", 2) / 1000)
            self.event({"choices": [{"index": 0, "finish_reason": "length",
                                     **({"delta": {}} if is_chat else {"text": ""})}]})
            if asked.get("stream_options", {}).get("include_usage"):
                self.event({"choices": [], "usage": {
                    "prompt_tokens": 1, "completion_tokens": count, "total_tokens": count + 1}})
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            print("hung up", flush=True)

    def event(self, part):
        self.wfile.write(b"data: " + json.dumps({"id": "c", "model": "tokens", **part}).encode() + b"\n\n")

    def whole(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


Server(("127.0.0.1", int(os.environ["PORT"])), Model).serve_forever()
