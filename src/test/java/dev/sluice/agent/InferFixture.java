package dev.sluice.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An agent with a process of a model, whose requests a server in this process answers. */
@SuppressWarnings("NullAway") // JUnit fills the fields; a null would fail its test
abstract class InferFixture extends AgentFixture {
  FakeModel model;
  AttemptRef process;

  @BeforeEach
  void startModel() throws Exception {
    int port = FakeModel.freePort();
    ObjectNode spawn = JSON.createObjectNode().put("command", "exec sleep 1000");
    spawn.put("model_id", "m").put("port", port).put("process_slots", 2).put("process_id", "p");
    process = server.assign(assignment("process_spawn", spawn, 0, 1_000));
    awaitStatus(ProcessStatus.READY);
    model = new FakeModel(port);
  }

  @AfterEach
  void stopModel() throws Exception {
    model.close();
  }

  void endless(String request, OutputStream out) throws Exception {
    out.write(FakeModel.head("text/event-stream", "Transfer-Encoding: chunked"));
    FakeModel.forEver(out, model);
  }

  static ObjectNode chat() {
    ObjectNode payload = JSON.createObjectNode().put("model", "m");
    payload.putArray("messages").addObject().put("role", "user").put("content", "hi");
    return payload;
  }

  static ObjectNode prompt() {
    return JSON.createObjectNode().put("model", "m").put("prompt", "hi");
  }

  AttemptRef infer(Consumer<ObjectNode> more) {
    ObjectNode payload = chat();
    more.accept(payload);
    return server.assign(assignment("infer", payload, 60_000, 1_000));
  }

  void awaitStatus(ProcessStatus status) {
    server.await(
        status + " of " + process,
        () -> newest().stream().anyMatch(listed -> listed.status() == status));
  }

  private List<NodeProcess> newest() {
    synchronized (server) {
      List<Heartbeat> beats = server.heartbeats;
      return beats.isEmpty() ? List.of() : beats.get(beats.size() - 1).processes();
    }
  }
}
