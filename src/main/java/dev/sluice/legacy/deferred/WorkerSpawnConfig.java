package dev.sluice.legacy.deferred;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/** The programs that {@code worker_spawn} starts: its clients name a kind, and no command. */
@ConfigMapping(prefix = "sluice.worker-spawn")
interface WorkerSpawnConfig {
  /**
   * Commands for {@code sh -c} by the kind of worker; {@code {port}}, {@code {model}} and {@code
   * {device}} stand for those of the process.
   */
  Map<String, String> commands();

  /** The path of the health check; without one, a process is ready by being alive. */
  Optional<String> healthPath();
}
