package dev.sluice.agent;

import dev.sluice.agent.call.OutOfMemory;
import dev.sluice.agent.process.Isolation;
import dev.sluice.archive.ArchiveLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker node finds its server and what it offers. A value that is not set, or set to
 * {@code null}, is read off this machine when the agent starts.
 */
public final class AgentConfig {
  /**
   * Attempts per core by default: the server counts the cores that jobs ask for, so this bounds
   * only swarms of jobs that ask for next to nothing.
   */
  private static final int PARALLEL_PER_CORE = 4;

  private final URI server;
  private @Nullable String apiToken;
  private @Nullable String name;
  private @Nullable Double cpu;
  private @Nullable Long ramMb;
  private Map<String, String> labels = Map.of();
  private @Nullable Integer maxParallel;
  private @Nullable Path workDir;
  private List<String> allowedHosts = List.of();
  private Isolation isolation = Isolation.NONE;
  private @Nullable Integer healthPort;
  private ArchiveLimits fileLimits = ArchiveLimits.DEFAULT;
  private Runnable onOutOfMemory = OutOfMemory::endAgent;

  /**
   * @param server base URL, as {@code http://127.0.0.1:8500}
   * @throws IllegalArgumentException when it is not an HTTP URL with a host
   */
  public AgentConfig(URI server) {
    String scheme = server.getScheme();
    if (server.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException("not an http(s) URL: " + server);
    }
    this.server = server;
  }

  /** The token with which the worker registers; from then on it has a token of its own. */
  public AgentConfig apiToken(@Nullable String token) {
    this.apiToken = token;
    return this;
  }

  /** The worker id, kept over restarts; without one the agent makes up an id at each start. */
  public AgentConfig name(@Nullable String workerId) {
    this.name = workerId;
    return this;
  }

  /**
   * Cores that jobs may reserve, a fraction allowed; by default those of the machine or its cgroup.
   *
   * @throws IllegalArgumentException when not above 0
   */
  public AgentConfig cpu(@Nullable Double cores) {
    requirePositive("cpu", cores);
    this.cpu = cores;
    return this;
  }

  /**
   * Memory that jobs may reserve, MiB; by default that of the machine or its cgroup.
   *
   * @throws IllegalArgumentException when not above 0
   */
  public AgentConfig ramMb(@Nullable Long mib) {
    requirePositive("ramMb", mib);
    this.ramMb = mib;
    return this;
  }

  /** The labels that jobs may require; {@code os} and {@code arch} are added unless set here. */
  public AgentConfig labels(Map<String, String> more) {
    this.labels = Map.copyOf(more);
    return this;
  }

  /**
   * Attempts that run at the same time; by default four for each core.
   *
   * @throws IllegalArgumentException when not above 0
   */
  public AgentConfig maxParallel(@Nullable Integer attempts) {
    requirePositive("maxParallel", attempts);
    this.maxParallel = attempts;
    return this;
  }

  /** Each agent has a directory of its own under this one, and each attempt one under that. */
  public AgentConfig workDir(@Nullable Path directory) {
    this.workDir = directory;
    return this;
  }

  /**
   * Where the scripts of tasks may send requests: {@code host}, {@code host:port}, {@code *.domain}
   * or {@code *}. By default they may send none.
   */
  public AgentConfig allowedHosts(List<String> hosts) {
    this.allowedHosts = List.copyOf(hosts);
    return this;
  }

  /**
   * What isolates the commands of jobs from this agent and from one another; by default nothing.
   */
  public AgentConfig isolation(Isolation commands) {
    this.isolation = commands;
    return this;
  }

  /** What a ZIP that a job finds unpacked, or one of collected files, may hold. */
  public AgentConfig fileLimits(ArchiveLimits limits) {
    this.fileLimits = limits;
    return this;
  }

  /**
   * A port on which an orchestrator asks whether the agent lives and is ready; by default none.
   *
   * @throws IllegalArgumentException when not from 0 to 65535; 0 is any free port
   */
  public AgentConfig healthPort(@Nullable Integer port) {
    if (port != null && (port < 0 || port > 65_535)) {
      throw new IllegalArgumentException("healthPort must be from 0 to 65535");
    }
    this.healthPort = port;
    return this;
  }

  /**
   * How the process ends when an agent's thread finds the heap used up; by default at once.
   *
   * @param end does not return
   */
  public AgentConfig onOutOfMemory(Runnable end) {
    this.onOutOfMemory = end;
    return this;
  }

  private static void requirePositive(String field, @Nullable Number value) {
    if (value != null && !(value.doubleValue() > 0)) {
      throw new IllegalArgumentException(field + " must be above 0");
    }
  }

  Runnable onOutOfMemory() {
    return onOutOfMemory;
  }

  URI server() {
    return server;
  }

  @Nullable String apiToken() {
    return apiToken;
  }

  @Nullable String name() {
    return name;
  }

  double cpu() {
    return cpu != null ? cpu : Runtime.getRuntime().availableProcessors();
  }

  long ramMb() {
    return ramMb != null ? ramMb : Machine.ramTotalMb();
  }

  Map<String, String> labels() {
    Map<String, String> all = new LinkedHashMap<>(Machine.labels());
    all.putAll(labels);
    return all;
  }

  int maxParallel() {
    return maxParallel != null ? maxParallel : (int) Math.ceil(cpu()) * PARALLEL_PER_CORE;
  }

  Path workDir() {
    return workDir != null ? workDir : defaultWorkDir();
  }

  private static Path defaultWorkDir() {
    String user = System.getProperty("user.name", "unknown");
    return Path.of(System.getProperty("java.io.tmpdir"), "sluice-agent-" + user);
  }

  Isolation isolation() {
    return isolation;
  }

  @Nullable Integer healthPort() {
    return healthPort;
  }

  ArchiveLimits fileLimits() {
    return fileLimits;
  }

  List<String> allowedHosts() {
    return allowedHosts;
  }
}
