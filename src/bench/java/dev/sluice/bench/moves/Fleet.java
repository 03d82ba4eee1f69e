package dev.sluice.bench.moves;

import dev.sluice.agent.Agent;
import dev.sluice.agent.AgentConfig;
import dev.sluice.bench.harness.Benchmark;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Many agents in one process, each with its own session, as {@code sluice agent} has it. */
final class Fleet {
  private Fleet() {}

  /**
   * Runs {@code args[1]} agents for the server {@code args[0]} with files under {@code args[2]}.
   */
  public static void main(String[] args) throws InterruptedException {
    List<Agent> agents = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      AgentConfig config =
          new AgentConfig(URI.create(args[0]))
              .name("agent-" + i)
              .cpu(1.0)
              .ramMb(256L)
              .maxParallel(1)
              .workDir(Path.of(args[2]));
      agents.add(Agent.start(config));
    }
    Benchmark.say("%d agents started", agents.size());
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> agents.parallelStream().forEach(Agent::close)));
    new CountDownLatch(1).await();
  }
}
