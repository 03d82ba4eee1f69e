package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.StandardInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import org.junit.jupiter.api.Test;

/** {@code sluice run} passes its stdin on to the job. */
class RunStdinTest extends RunFixture {
  @Test
  void run_stdinIsAPipe_passesItOn() throws IOException {
    server.events(STREAM, EventStreamText.stream().done().text());
    shell.kindOfStdin = StandardInput.Kind.PIPE;
    shell.in = "dé\n";

    run("--", "cat");

    assertThat(submission().path("stdin").asText()).isEqualTo("dé\n");
  }

  @Test
  void run_stdinIsNoText_passesItOnAsBytes() throws IOException {
    server.events(STREAM, EventStreamText.stream().done().text());
    shell.kindOfStdin = StandardInput.Kind.FILE;
    shell.stdin = new ByteArrayInputStream(new byte[] {-1, 0, 10});

    run("--", "cat");

    assertThat(submission().path("stdin_base64").binaryValue()).containsExactly(-1, 0, 10);
  }

  @Test
  void run_stdinOfManyEscapes_stillFitsIntoASubmission() throws IOException {
    server.events(STREAM, EventStreamText.stream().done().text());
    shell.kindOfStdin = StandardInput.Kind.FILE;
    shell.stdin = new ByteArrayInputStream(new byte[512 << 10]);

    run("--", "cat");

    assertThat(server.only("POST /v1/jobs").body()).hasSizeLessThan(1 << 20);
    assertThat(submission().path("stdin_base64").binaryValue()).hasSize(512 << 10);
  }

  @Test
  void run_stdinTooLarge_isRefused() {
    shell.kindOfStdin = StandardInput.Kind.FILE;
    shell.in = "x".repeat((512 << 10) + 1);

    int code = run("--", "cat");

    assertThat(code).isEqualTo(2);
    assertThat(shell.err()).isEqualTo("sluice: stdin may have 524288 bytes, has more\n");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void run_stdinIsASilentPipe_doesNotWaitForIt() throws IOException {
    server.events(STREAM, EventStreamText.stream().done().text());
    shell.kindOfStdin = StandardInput.Kind.PIPE;
    try (PipedOutputStream writer = new PipedOutputStream()) {
      shell.stdin = new PipedInputStream(writer);

      assertThat(run("--", "cat")).isZero();
    }

    assertThat(submission().has("stdin")).isFalse();
  }

  @Test
  void run_stdinIsATerminalOrRefused_readsNothing() throws IOException {
    server.events(STREAM, EventStreamText.stream().done().text());
    shell.in = "typed ahead";

    run("--", "cat");
    assertThat(submission().has("stdin")).isFalse();

    shell.kindOfStdin = StandardInput.Kind.FILE;
    run("--no-stdin", "--", "cat");
    assertThat(server.requests()).noneMatch(request -> request.body().contains("typed ahead"));
  }
}
