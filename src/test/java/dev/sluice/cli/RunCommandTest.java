package dev.sluice.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.console.FakeLocalServer;
import dev.sluice.cli.console.Shell;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest extends RunFixture {
  private static final String CANCEL = "POST /v1/jobs/job-1/cancel";

  @Test
  void run_output_goesToItsStream() {
    server.events(
        STREAM,
        EventStreamText.stream()
            .hello()
            .attempt(1)
            .stdout("1.0", "o€\\n")
            .stderr("1.1", "e\\n")
            .done()
            .text());

    int code = run("--", "true");

    assertThat(code).isZero();
    assertThat(shell.out()).isEqualTo("o€\n");
    assertThat(shell.err()).isEqualTo("e\n");
  }

  @Test
  void run_failedJob_exitsWithItsExitCode() {
    server.events(
        STREAM,
        EventStreamText.stream()
            .add("failed", "{\"status\":\"FAILED\",\"reason\":\"EXIT_CODE\",\"exit_code\":42}")
            .text());

    assertThat(run("--", "x")).isEqualTo(42);
  }

  @Test
  void run_notices_goToStderr() {
    server.events(
        STREAM,
        EventStreamText.stream()
            .add("status", "{\"status\":\"QUEUED\",\"waiting_on\":{\"cpu\":2,\"labels\":1}}")
            .add("status", "{\"status\":\"QUEUED\",\"waiting_on\":{\"cpu\":2,\"labels\":1}}")
            .attempt(1)
            .attempt(2)
            .add("gap", "{\"from\":\"1.0\",\"to\":\"1.7\",\"reason\":\"EXPIRED\"}")
            .add(
                "result",
                "{\"error\":{\"code\":\"POISON\",\"message\":\"three \\u001b[31mworkers died\"}}")
            .add("failed", "{\"status\":\"FAILED\",\"reason\":\"POISON\",\"attempt\":2}")
            .text());

    run("--", "x");

    assertThat(shell.err().lines())
        .containsExactly(
            "sluice: waiting for a worker: 2 lack free CPU, 1 lacks a label",
            "sluice: attempt 2 started on w1",
            "sluice: output from 1.0 to 1.7 is missing: EXPIRED",
            "sluice: the job failed: three  [31mworkers died");
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void run_oneArgument_submitsItAsALineForTheShell() throws IOException {
    server.events(STREAM, EventStreamText.stream().done().text());

    run("--", "make | tail");

    assertThat(submission().toString())
        .isEqualTo("{\"operation\":\"exec\",\"command\":\"make | tail\",\"max_retries\":0}");
  }

  @Test
  void run_allOptions_submitsThem() throws IOException {
    server.events(STREAM, EventStreamText.stream().done().text());
    shell.variables.put("TOKEN", "t0p");

    run(
        ("-e A=b=c --secret TOKEN --cpu 1.5 --ram-mb 64 --label os=linux --timeout 2m --priority 9"
                + " --tag x --tag y --work-dir sub --max-retries 0 --retry-on-exit -- ls -l")
            .split(" "));

    JsonNode expected =
        new ObjectMapper()
            .readTree(
                """
                {"operation": "exec", "command": ["ls", "-l"], "env": {"A": "b=c", "TOKEN": "t0p"},
                 "secrets": ["t0p"], "work_dir": "sub",
                 "requirements": {"cpu": 1.5, "ram_mb": 64, "labels": {"os": "linux"}},
                 "priority": 9, "timeout_ms": 120000, "max_retries": 0, "tags": ["x", "y"],
                 "retry_on_exit": true}
                """);
    assertThat(submission()).isEqualTo(expected);
  }

  @Test
  void run_stdoutAndStderrAreOneFile_mergesUnlessToldOtherwise() throws IOException {
    server.events(STREAM, EventStreamText.stream().done().text());
    shell.stderrIsStdout = true;

    run("--", "x");
    assertThat(submission().path("merge").asBoolean()).isTrue();

    run("--no-merge", "--", "x");
    assertThat(server.requests().stream().filter(r -> r.call().equals("POST /v1/jobs")))
        .last()
        .matches(request -> !request.body().contains("merge"));
  }

  @Test
  void run_binaryOutput_arrivesAsItWas() {
    server.events(
        STREAM,
        EventStreamText.stream()
            .add("stdout", "{\"text\":\"\uFFFD\",\"base64\":\"/wA=\",\"at\":\"t\"}")
            .done()
            .text());

    run("--", "x");

    assertThat(shell.stdout()).containsExactly(-1, 0);
  }

  @Test
  void run_optionsAfterTheCommand_belongToTheCommand() throws IOException {
    server.events(STREAM, EventStreamText.stream().done().text());

    run("ls", "--server", "-h");

    assertThat(submission().path("command").toString()).isEqualTo("[\"ls\",\"--server\",\"-h\"]");
  }

  @Test
  void run_firstSignal_cancelsTheJobAndPrintsItsLastOutput() throws Exception {
    CompletableFuture<String> cancelled = new CompletableFuture<>();
    server.on(
        CANCEL,
        exchange -> {
          cancelled.complete("asked");
          StubServer.status(200, "application/json", "{}").answer(exchange);
        });
    server.on(
        STREAM,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream body = exchange.getResponseBody();
          write(body, EventStreamText.stream().stdout("1.0", "a\\n").text());
          shell.signals.join().run();
          cancelled.join();
          String end = "{\"status\":\"CANCELLED\",\"reason\":\"CANCELLED\",\"attempt\":1}";
          write(
              body, EventStreamText.stream().stdout("1.1", "bye\\n").add("cancelled", end).text());
          exchange.close();
        });

    int code = run("--", "sleep 100");

    assertThat(code).isEqualTo(130);
    assertThat(shell.out()).isEqualTo("a\nbye\n");
    assertThat(cancelled).isCompleted();
    assertThat(shell.exited).isNotDone();
  }

  @Test
  void run_secondSignal_exitsAtOnce() throws Exception {
    server.json(CANCEL, "{}");
    server.on(
        STREAM,
        exchange -> {
          Runnable signal = shell.signals.join();
          signal.run();
          signal.run();
          StubServer.status(200, "text/event-stream", EventStreamText.stream().done().text())
              .answer(exchange);
        });

    run("--", "sleep 100");

    assertThat(shell.exited.get(10, SECONDS)).isEqualTo(130);
    assertThat(server.requests()).filteredOn(r -> r.call().equals(CANCEL)).hasSize(1);
  }

  @Test
  void run_signalBeforeSubmission_submitsNothing() {
    shell.servers = new FakeLocalServer(server.uri(), properties -> shell.signals.join().run());

    int code = shell.run("run", "--", "x");

    assertThat(code).isEqualTo(130);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void run_stdoutClosed_cancelsTheJob() {
    server.json(CANCEL, "{}");
    server.events(STREAM, EventStreamText.stream().stdout("1.0", "a").done().text());
    shell.pipe = Shell.failing("Broken pipe");

    int code = run("--", "yes");

    assertThat(code).isEqualTo(141);
    assertThat(shell.err()).isEmpty();
    assertThat(server.only(CANCEL).body()).isEqualTo("{}");
  }

  @Test
  void run_stdoutClosedAfterTheJobEnded_exitsTheSame() {
    server.on(
        CANCEL, StubServer.status(409, "application/problem+json", "{\"code\":\"not_running\"}"));
    server.events(STREAM, EventStreamText.stream().stdout("1.0", "a").done().text());
    shell.pipe = Shell.failing("Broken pipe");

    int code = run("--", "echo a");

    assertThat(code).isEqualTo(141);
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void run_diskOfStdoutFull_saysSoAndCancelsTheJob() {
    server.json(CANCEL, "{}");
    server.events(STREAM, EventStreamText.stream().stdout("1.0", "a").done().text());
    shell.pipe = Shell.failing("No space left on device");

    int code = run("--", "yes");

    assertThat(code).isEqualTo(74);
    assertThat(shell.err()).isEqualTo("sluice: cannot write to stdout: No space left on device\n");
    assertThat(server.only(CANCEL).body()).isEqualTo("{}");
  }

  @Test
  void run_noServerGiven_startsAPrivateServer() {
    server.events(STREAM, EventStreamText.stream().stdout("1.0", "hi").done().text());
    FakeLocalServer local = new FakeLocalServer(server.uri(), properties -> {});
    shell.servers = local;
    shell.variables.put("SLUICE_API_TOKEN", "that-of-another-server");

    int code = shell.run("run", "--", "x");

    assertThat(code).isZero();
    assertThat(shell.out()).isEqualTo("hi");
    String secret = local.properties().getOrDefault("sluice.api.token", "");
    assertThat(secret).hasSizeGreaterThan(20).isNotEqualTo("that-of-another-server");
    assertThat(server.only("POST /v1/jobs").header("Authorization")).isEqualTo("Bearer " + secret);
    assertThat(local.stopped()).isTrue();
    assertThat(local.directory()).doesNotExist();
    assertThat(local.properties())
        .containsEntry("quarkus.http.port", "0")
        .containsEntry("quarkus.http.host", "127.0.0.1")
        .containsEntry("quarkus.log.console.enabled", "false")
        .containsEntry("sluice.worker.enabled", "true");
  }

  @Test
  void run_privateServerFails_printsTheEndOfItsLog() {
    FakeLocalServer local = new FakeLocalServer(server.uri(), FakeLocalServer::failWithLog);
    shell.servers = local;

    int code = shell.run("run", "--", "x");

    assertThat(code).isEqualTo(125);
    assertThat(shell.err().lines())
        .hasSize(21)
        .startsWith("sluice: the private server did not start: no luck")
        .endsWith("sluice: line 30");
    assertThat(local.directory()).doesNotExist();
  }

  @Test
  void run_serverAndTokenFromEnvironment_usesThem() {
    server.events(STREAM, EventStreamText.stream().done().text());
    shell.variables.put("SLUICE_SERVER", server.uri() + "/");
    shell.variables.put("SLUICE_API_TOKEN", "s3cret");

    int code = shell.run("run", "--", "x");

    assertThat(code).isZero();
    assertThat(server.only("POST /v1/jobs").header("Authorization")).isEqualTo("Bearer s3cret");
  }

  @Test
  void run_serverOfThisMachineWithATokenFile_sendsThatToken(@TempDir Path data) throws IOException {
    server.events(STREAM, EventStreamText.stream().done().text());
    Files.writeString(data.resolve("token"), "of-the-file\n");
    shell.variables.put("SLUICE_DATA_DIR", data.toString());

    int code = run("--", "x");

    assertThat(code).isZero();
    assertThat(server.only("POST /v1/jobs").header("Authorization"))
        .isEqualTo("Bearer of-the-file");
  }

  private static void write(OutputStream body, String text) throws IOException {
    body.write(text.getBytes(StandardCharsets.UTF_8));
    body.flush();
  }
}
