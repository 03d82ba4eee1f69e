package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.AttemptResult;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes of {@code process_spawn} jobs on an agent. */
@Timeout(180)
@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class ResidentProcessTest extends AgentFixture {
  private static final String WEB = "exec python3 -m http.server {port} --bind 127.0.0.1";

  /** Ends by itself once {@code POST /shutdown} comes. */
  private static final String POLITE =
      """
      exec python3 -c '
      import http.server, os, threading
      class H(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200); self.end_headers()
          def do_POST(self):
              self.send_response(200); self.end_headers()
              print("asked for", self.path, flush=True)
              threading.Thread(target=s.shutdown).start()
      s = http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), H)
      s.serve_forever()
      '
      """;

  private static final String SOCKET =
      "exec python3 -c 'import os, socket, threading, time\n"
          + "s = socket.create_server((\"127.0.0.1\", int(os.environ[\"PORT\"])))\n"
          + "while True:\n"
          + "  c = s.accept()[0]\n"
          + "  %s\n'";

  @Test
  void spawn_healthyServer_isReportedReadyWithPidAndPort() {
    AttemptRef ref =
        server.assign(
            spawn(WEB, p -> p.put("health_path", "/").put("model_id", "m").put("device", "CPU-0")));

    NodeProcess process = reported(ref, ProcessStatus.READY);

    assertThat(process.port()).isBetween(9_000, 9_999);
    assertThat(process.pid()).matches(AgentFixture::alive);
    assertThat(process.modelId()).isEqualTo("m");
    assertThat(process.device()).isEqualTo("CPU-0");
    assertThat(process.workerId()).isEqualTo("node");
    assertThat(process.jobId()).isEqualTo(ref.jobId());
    server.await("the progress event", () -> progress(ref).contains("is READY on port"));
    assertThat(progress(ref)).contains("\"port\":" + process.port(), "\"pid\":" + process.pid());
    server.await("a load", () -> last(ref).rssMb() > 0);
    assertThat(server.hasResult(ref)).isFalse();
  }

  @Test
  void cancel_runningServer_isStopped() {
    AttemptRef ref = server.assign(spawn(WEB, p -> p.put("health_path", "/")));
    long pid = pid(reported(ref, ProcessStatus.READY));

    server.cancel(ref);

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.CANCELLED);
    awaitGone(pid);
    assertThat(reported(ref, ProcessStatus.STOPPED).error()).isNull();
  }

  @Test
  void cancel_processIgnoresSigterm_killsItAndItsChildren() {
    String stubborn = "trap '' TERM; sleep 1000 & echo child=$!; while :; do sleep 1; done";
    AttemptRef ref = server.assign(spawn(stubborn, p -> {}));
    long child = pid(ref, "child");
    long pid = pid(reported(ref, ProcessStatus.READY));

    server.cancel(ref);

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.CANCELLED);
    awaitGone(pid);
    awaitGone(child);
    reported(ref, ProcessStatus.STOPPED);
  }

  @Test
  void cancel_shutdownPath_isCalledBeforeAnySignal() {
    AttemptRef ref =
        server.assign(
            spawn(POLITE, p -> p.put("health_path", "/").put("shutdown_path", "/shutdown")));
    reported(ref, ProcessStatus.READY);

    server.cancel(ref);

    assertThat(server.result(ref).exitCode()).isZero();
    assertThat(server.stdout(ref)).contains("asked for /shutdown");
  }

  @Test
  void kill_readyServer_failsWithExitCodeAndLastLines() {
    AttemptRef ref =
        server.assign(spawn("echo secret-word >&2; " + WEB, p -> p.put("health_path", "/")));
    long pid = pid(reported(ref, ProcessStatus.READY));

    ProcessHandle.of(pid).orElseThrow().destroyForcibly();

    NodeProcess failed = reported(ref, ProcessStatus.FAILED);
    assertThat(failed.exitCode()).isEqualTo(137);
    assertThat(failed.error()).isEqualTo("the process died with exit code 137");
    AttemptResult result = server.result(ref);
    assertThat(result.outcome()).isEqualTo(Outcome.EXIT_CODE);
    assertThat(result.exitCode()).isEqualTo(137);
    assertThat(result.error().code()).isEqualTo("process_died");
    assertThat(result.error().evidence()).contains("secret-word");
    server.await("the last lines", () -> last(ref).lastLines() != null);
  }

  @Test
  void end_byItselfWithZero_completesTheJob() {
    AttemptRef ref = server.assign(spawn("sleep 1", p -> p.put("process_id", "short")));
    reported(ref, ProcessStatus.READY);

    AttemptResult result = server.result(ref);

    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.output().path("process_id").asText()).isEqualTo("short");
    assertThat(result.output().path("status").asText()).isEqualTo("STOPPED");
    reported(ref, ProcessStatus.STOPPED);
  }

  /** An answer is lost when the connection is closed before the request was read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c.recv(4096); c.sendall(b\"garbage\\n\"); c.close() | the answer is not HTTP",
        "time.sleep(1000)                      | no answer within 5000 ms",
        "c.recv(4096); c.sendall(b\"HTTP/1.1 503 Busy\\r\\n\\r\\n\"); c.close() | HTTP status 503",
        "threading.Thread(target=lambda c=c: [c.send(b\"HTTP/1.1 200 OK\\r\\nA:\"),"
            + " [(c.send(b\"x\"), time.sleep(0.1)) for i in range(999)]])"
            + ".start() | no answer within 5000 ms"
      })
  void spawn_serverIsNotHealthy_failsAndSaysWhy(String answer, String reason) {
    AttemptRef ref =
        server.assign(
            spawn(
                SOCKET.formatted(answer.replace("\\\\", "\\")),
                p -> p.put("health_path", "/health").put("health_tries", 4)));

    AttemptResult result = server.result(ref);

    assertThat(result.outcome()).isEqualTo(Outcome.EXIT_CODE);
    assertThat(result.error().code()).isEqualTo("not_ready");
    assertThat(result.error().message()).contains("/health in 4 tries", reason);
    NodeProcess failed = reported(ref, ProcessStatus.FAILED);
    awaitGone(pid(failed));
  }

  @Test
  void spawn_nothingListens_failsAndSaysWhy() {
    AttemptRef ref =
        server.assign(spawn("sleep 1000", p -> p.put("health_path", "/").put("health_tries", 2)));

    assertThat(server.result(ref).error().message()).contains("refused");
  }

  @Test
  void spawn_diesBeforeItIsReady_failsWithItsExitCode() {
    AttemptRef ref =
        server.assign(spawn("echo no such model >&2; exit 3", p -> p.put("health_path", "/")));

    AttemptResult result = server.result(ref);

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.error().message())
        .isEqualTo("the process ended with exit code 3 before it was ready");
    assertThat(result.error().evidence()).isEqualTo("no such model");
  }

  @Test
  void spawn_programIsNotThere_fails() {
    ObjectNode payload = JSON.createObjectNode();
    payload.putArray("command").add("/no/such/server").add("--port={port}");
    AttemptRef ref = server.assign(assignment("process_spawn", payload, 0, 10_000));

    assertThat(server.result(ref).error().code()).isEqualTo("command_not_found");
    assertThat(reported(ref, ProcessStatus.FAILED).error()).contains("/no/such/server");
  }

  @Test
  void spawn_portInUse_fails() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AttemptRef ref = server.assign(spawn(WEB, p -> p.put("port", other.getLocalPort())));

      AttemptResult result = server.result(ref);

      assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(result.error().code()).isEqualTo("port_in_use");
      assertThat(reported(ref, ProcessStatus.FAILED).error()).contains("is in use");
    }
  }

  @Test
  void spawn_idOfARunningProcess_fails() {
    AttemptRef first = server.assign(spawn("sleep 1000", p -> p.put("process_id", "one")));
    reported(first, ProcessStatus.READY);

    AttemptRef second = server.assign(spawn("sleep 1000", p -> p.put("process_id", "one")));

    assertThat(server.result(second).error().code()).isEqualTo("process_exists");
    assertThat(last(first).status()).isEqualTo(ProcessStatus.READY);
  }

  @Test
  void spawn_idOfAnEndedProcess_takesItsPlace() {
    AttemptRef first = server.assign(spawn("sleep 1", p -> p.put("process_id", "one")));
    reported(first, ProcessStatus.STOPPED);

    AttemptRef second = server.assign(spawn("sleep 1000", p -> p.put("process_id", "one")));

    reported(second, ProcessStatus.READY);
    assertThat(newest()).hasSize(1);
  }

  @Test
  void spawn_severalAtOnce_havePortsOfTheirOwn() {
    List<AttemptRef> refs =
        List.of(
            server.assign(spawn(WEB, p -> p.put("health_path", "/"))),
            server.assign(spawn(WEB, p -> p.put("health_path", "/"))),
            server.assign(spawn(WEB, p -> p.put("health_path", "/"))));

    List<Integer> ports =
        refs.stream().map(ref -> reported(ref, ProcessStatus.READY).port()).toList();

    assertThat(ports).doesNotHaveDuplicates();
  }

  @Test
  void spawn_secret_isMaskedInOutputAndLastLines() {
    AttemptRef ref =
        server.assign(
            spawn("echo token is hush-hush; exit 1", p -> p.putArray("secrets").add("hush-hush")));

    assertThat(server.result(ref).error().evidence()).isEqualTo("token is ***");
    assertThat(server.stdout(ref)).isEqualTo("token is ***\n");
  }

  @Test
  void close_agent_endsItsProcesses() {
    AttemptRef ref = server.assign(spawn(WEB, p -> p.put("health_path", "/")));
    long pid = pid(reported(ref, ProcessStatus.READY));

    agent.close();

    awaitGone(pid);
  }

  @Test
  void revoke_attempt_killsTheProcess() {
    AttemptRef ref = server.assign(spawn(WEB, p -> p.put("health_path", "/")));
    long pid = pid(reported(ref, ProcessStatus.READY));

    server.revoke(ref);

    awaitGone(pid);
    reported(ref, ProcessStatus.STOPPED);
  }

  private static Assignment spawn(String command, Consumer<ObjectNode> more) {
    ObjectNode payload = JSON.createObjectNode().put("command", command);
    more.accept(payload);
    return assignment("process_spawn", payload, 0, 10_000);
  }

  private static long pid(NodeProcess process) {
    return process.pid();
  }

  private String progress(AttemptRef ref) {
    return new String(server.output(ref, OutputChannel.PROGRESS), StandardCharsets.UTF_8);
  }

  /** Waits until a heartbeat reports the process of an attempt in a state. */
  private NodeProcess reported(AttemptRef ref, ProcessStatus status) {
    server.await(status + " of " + ref, () -> last(ref) != null && last(ref).status() == status);
    return last(ref);
  }

  private NodeProcess last(AttemptRef ref) {
    return newest().stream()
        .filter(process -> process.jobId().equals(ref.jobId()))
        .findFirst()
        .orElse(null);
  }

  private List<NodeProcess> newest() {
    synchronized (server) {
      List<Heartbeat> beats = server.heartbeats;
      return beats.isEmpty() ? List.of() : beats.get(beats.size() - 1).processes();
    }
  }
}
