package dev.sluice.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Worker nodes in processes of their own. */
final class Agents {
  private Agents() {}

  /** Starts an agent and returns once it is registered. */
  static SluiceProcess start(Server server, Path directory, String name, String... more) {
    SluiceProcess agent = launch(server, directory, name, Map.of(), more);
    Eventually.until(
        name + " is registered",
        () -> server.http().get("/v1/workers/" + name).statusCode() == 200);
    return agent;
  }

  static SluiceProcess launch(
      Server server, Path directory, String name, Map<String, String> variables, String... more) {
    List<String> arguments = new ArrayList<>(List.of("agent", "--server", server.uri().toString()));
    arguments.addAll(List.of("--name", name, "--work-dir", directory.resolve("work").toString()));
    arguments.addAll(List.of(more));
    return SluiceProcess.start(directory.resolve(name + ".log"), variables, arguments);
  }
}
