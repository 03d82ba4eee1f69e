package dev.sluice.agent;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker node is and offers.
 *
 * @param server base URL, as {@code http://127.0.0.1:8500}
 * @param apiToken what the server asks of its callers, sent to register; then the worker has a
 *     token of its own
 * @param name the worker id, kept over restarts; without one an id is made up at each start
 * @param cpu cores offered, a fraction allowed
 * @param ramMb memory offered, MiB
 * @param labels what jobs may ask for
 * @param maxParallel attempts at the same time
 * @param workDir under it each agent has a directory of its own, and in that each attempt
 * @param allowedHosts where the scripts of tasks may send requests: {@code host}, {@code
 *     host:port}, {@code *.domain} or {@code *}; none, and they may not
 */
public record AgentConfig(
    URI server,
    @Nullable String apiToken,
    @Nullable String name,
    double cpu,
    long ramMb,
    Map<String, String> labels,
    int maxParallel,
    Path workDir,
    List<String> allowedHosts) {
  /**
   * Attempts per core by default: the server counts the cores that jobs ask for, so this bounds
   * only swarms of jobs that ask for next to nothing.
   */
  private static final int PARALLEL_PER_CORE = 4;

  public AgentConfig {
    labels = Map.copyOf(labels);
    allowedHosts = List.copyOf(allowedHosts);
    if (cpu <= 0 || ramMb <= 0 || maxParallel <= 0) {
      throw new IllegalArgumentException("cpu, ramMb and maxParallel must be above 0");
    }
    String scheme = server.getScheme();
    if (server.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException("not an http(s) URL: " + server);
    }
  }

  /** Everything read off this machine. */
  public static AgentConfig detect(URI server) {
    return detect(server, null, null, null, Map.of(), null, null);
  }

  public AgentConfig withApiToken(@Nullable String token) {
    return new AgentConfig(
        server, token, name, cpu, ramMb, labels, maxParallel, workDir, allowedHosts);
  }

  public AgentConfig withAllowedHosts(List<String> hosts) {
    return new AgentConfig(server, apiToken, name, cpu, ramMb, labels, maxParallel, workDir, hosts);
  }

  /**
   * What is {@code null} is read off this machine: its cores and memory (or what the container's
   * cgroup leaves of them). Labels {@code os} and {@code arch} are added unless given.
   */
  public static AgentConfig detect(
      URI server,
      @Nullable String name,
      @Nullable Double cpu,
      @Nullable Long ramMb,
      Map<String, String> labels,
      @Nullable Integer maxParallel,
      @Nullable Path workDir) {
    double cores = cpu != null ? cpu : Runtime.getRuntime().availableProcessors();
    Map<String, String> all = new LinkedHashMap<>(Machine.labels());
    all.putAll(labels);
    return new AgentConfig(
        server,
        null,
        name,
        cores,
        ramMb != null ? ramMb : Machine.ramTotalMb(),
        all,
        maxParallel != null ? maxParallel : (int) Math.ceil(cores) * PARALLEL_PER_CORE,
        workDir != null ? workDir : defaultWorkDir(),
        List.of());
  }

  private static Path defaultWorkDir() {
    String user = System.getProperty("user.name", "nobody");
    return Path.of(System.getProperty("java.io.tmpdir"), "sluice-agent-" + user);
  }
}
