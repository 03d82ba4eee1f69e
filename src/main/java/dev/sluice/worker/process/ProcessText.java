package dev.sluice.worker.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.job.submit.ServerOperation;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.worker.NodeProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Processes as the answers of operations. */
public final class ProcessText {
  private ProcessText() {}

  /** One process, as a line and as JSON. */
  public static ServerOperation.Answer answer(NodeProcess process) {
    return new ServerOperation.Answer(line(process) + "\n", json(process));
  }

  static ServerOperation.Answer answer(List<NodeProcess> processes) {
    String lines = processes.stream().map(p -> line(p) + "\n").collect(Collectors.joining());
    String count = processes.size() + (processes.size() == 1 ? " process\n" : " processes\n");
    return new ServerOperation.Answer(lines + count, json(processes));
  }

  private static JsonNode json(Object value) {
    return StoredJson.node(StoredJson.text(value));
  }

  private static String line(NodeProcess process) {
    List<String> parts = new ArrayList<>();
    parts.add(process.processId() + " " + process.status() + " on " + process.workerId());
    add(parts, "model", process.modelId());
    add(parts, "device", process.device());
    add(parts, "pid", process.pid());
    add(parts, "port", process.port());
    add(parts, "exit code", process.exitCode());
    if (process.error() != null) {
      parts.add(process.error());
    }
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, String name, @Nullable Object value) {
    if (value != null) {
      parts.add(name + " " + value);
    }
  }
}
