package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.console.Shell;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;

/** {@code sluice run} against a server that accepts one job. */
abstract class RunFixture {
  static final String STREAM = "GET /v1/jobs/job-1/stream";

  final Shell shell = new Shell();
  final StubServer server =
      new StubServer()
          .json(
              "POST /v1/jobs",
              "{\"job_id\":\"job-1\",\"sse_url\":\"/v1/jobs/job-1/stream\",\"status\":\"SUBMITTED\"}");

  @AfterEach
  void close() {
    server.close();
  }

  int run(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "run";
    all[1] = "--server";
    all[2] = server.uri();
    System.arraycopy(args, 0, all, 3, args.length);
    return shell.run(all);
  }

  JsonNode submission() throws IOException {
    return new ObjectMapper().readTree(server.only("POST /v1/jobs").body());
  }
}
