package dev.sluice.app;

import dev.sluice.agent.Agent;
import dev.sluice.agent.AgentConfig;
import dev.sluice.agent.call.OutOfMemory;
import dev.sluice.agent.process.Isolation;
import dev.sluice.archive.ArchiveLimits;
import dev.sluice.security.Credentials;
import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The worker in the server's process, which makes one process a whole system. It is the same agent
 * as on any node and calls the server's own port.
 */
@Singleton
@Unremovable
final class BuiltInWorker {
  private final Settings settings;
  private final Credentials credentials;

  BuiltInWorker(Settings settings, Credentials credentials) {
    this.settings = settings;
    this.credentials = credentials;
  }

  /** Settings of the built-in worker. The agent reads absent ones off the machine. */
  @ConfigMapping(prefix = "sluice.worker")
  interface Settings {
    @WithDefault("true")
    boolean enabled();

    /** A fixed id: after a crash, the restarted worker's registration ends its lost attempts. */
    @WithDefault("built-in")
    String name();

    OptionalDouble cpu();

    OptionalLong ramMb();

    OptionalInt maxParallel();

    Map<String, String> labels();

    /** Hosts that tasks may send requests to, as in {@code sluice agent --allow-host}. */
    Optional<List<String>> allowedHosts();

    /** The account of commands, as in {@code sluice agent --run-as}. */
    Optional<String> runAs();

    @WithDefault("none")
    Sandbox sandbox();

    /** Directories that sandboxes may read. */
    Optional<List<Path>> sandboxPaths();

    /** A delegated cgroup, as in {@code sluice agent --cgroup}. */
    Optional<Path> cgroup();

    /** Limits of each process, as in {@code sluice agent --limit}. */
    Map<String, Long> limits();

    /** Limits of the files of a job, as in {@code sluice agent --file-limit}. */
    Map<String, Long> fileLimits();

    /** What isolates commands from the server and from one another. */
    enum Sandbox {
      NONE,
      BUBBLEWRAP
    }
  }

  /**
   * @return the running agent; empty if the built-in worker is disabled
   */
  Optional<Agent> start(URI server, Path data) {
    if (!settings.enabled()) {
      return Optional.empty();
    }
    if (server.getScheme().equals("https")) {
      throw new IllegalStateException(
          "the built-in worker calls its server without TLS, and quarkus.http.insecure-requests is"
              + " disabled; start the server with --no-worker, and agents with --cacert");
    }
    AgentConfig config =
        new AgentConfig(server)
            .apiToken(credentials.ofBuiltInWorker())
            .name(settings.name())
            .labels(settings.labels())
            .workDir(data.resolve("work"))
            .onOutOfMemory(OutOfMemory::endServer)
            .allowedHosts(settings.allowedHosts().orElse(List.of()))
            .fileLimits(ArchiveLimits.of(settings.fileLimits()))
            .isolation(
                new Isolation(
                    settings.runAs().orElse(null),
                    settings.sandbox() == Settings.Sandbox.BUBBLEWRAP,
                    settings.cgroup().orElse(null),
                    settings.sandboxPaths().orElse(List.of()),
                    settings.limits()));
    settings.cpu().ifPresent(config::cpu);
    settings.ramMb().ifPresent(config::ramMb);
    settings.maxParallel().ifPresent(config::maxParallel);
    return Optional.of(Agent.start(config));
  }
}
