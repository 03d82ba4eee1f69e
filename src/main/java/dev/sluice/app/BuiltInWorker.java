package dev.sluice.app;

import dev.sluice.agent.Agent;
import dev.sluice.agent.AgentConfig;
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
 * The worker that lives in the server's process, so that one process is a whole system. The same
 * agent as everywhere, talking to the server's own port: there is no second path.
 */
@Singleton
@Unremovable
final class BuiltInWorker {
  private final Settings settings;
  private final ApiToken token;

  BuiltInWorker(Settings settings, ApiToken token) {
    this.settings = settings;
    this.token = token;
  }

  /**
   * Settings of the built-in worker, under {@code sluice.worker}; read off the machine if absent.
   */
  @ConfigMapping(prefix = "sluice.worker")
  interface Settings {
    @WithDefault("true")
    boolean enabled();

    /** Kept over restarts, so that what a killed server was running is known to be lost at once. */
    @WithDefault("built-in")
    String name();

    OptionalDouble cpu();

    OptionalLong ramMb();

    OptionalInt maxParallel();

    Map<String, String> labels();

    /** Where the scripts of tasks may send requests, as {@code sluice agent --allow-host}. */
    Optional<List<String>> allowedHosts();
  }

  /**
   * @return what stops it; absent when it is switched off
   */
  Optional<Agent> start(URI server, Path data) {
    if (!settings.enabled()) {
      return Optional.empty();
    }
    AgentConfig config =
        new AgentConfig(server)
            .apiToken(token.orNull())
            .name(settings.name())
            .labels(settings.labels())
            .workDir(data.resolve("work"))
            .allowedHosts(settings.allowedHosts().orElse(List.of()));
    settings.cpu().ifPresent(config::cpu);
    settings.ramMb().ifPresent(config::ramMb);
    settings.maxParallel().ifPresent(config::maxParallel);
    return Optional.of(Agent.start(config));
  }
}
