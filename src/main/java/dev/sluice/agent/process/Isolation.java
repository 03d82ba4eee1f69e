package dev.sluice.agent.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What isolates the commands of jobs from their agent and from one another: another account, a
 * sandbox of bubblewrap, limits, or nothing. Each is a program that starts the command.
 *
 * @param runAs the account of the commands; null for that of the agent
 * @param sandbox whether each command sees its own processes and directory only
 * @param cgroup a delegated cgroup of version 2, in which each command gets one of its own; null
 *     for none
 * @param visible directories that commands in a sandbox may read, beside those of the system
 * @param limits resource limits by name; with a cgroup, those of processes and memory hold for the
 *     attempt as a whole, the others for each process
 */
public record Isolation(
    @Nullable String runAs,
    boolean sandbox,
    @Nullable Path cgroup,
    List<Path> visible,
    Map<String, Long> limits) {

  /** Commands run as the agent does. */
  public static final Isolation NONE = new Isolation(null, false, null, List.of(), Map.of());

  /** The options of prlimit by the names of limits. */
  static final Map<String, String> LIMITS =
      Map.of(
          "processes", "--nproc",
          "open-files", "--nofile",
          "memory-mb", "--data",
          "file-size-mb", "--fsize");

  /**
   * @throws IllegalArgumentException if a limit is unknown or not above 0
   */
  public Isolation {
    check(limits);
    visible = List.copyOf(visible);
    limits = Map.copyOf(limits);
  }

  private static void check(Map<String, Long> limits) {
    limits.forEach(
        (name, value) -> {
          if (!LIMITS.containsKey(name)) {
            throw new IllegalArgumentException(
                "a limit must be one of "
                    + String.join(", ", LIMITS.keySet().stream().sorted().toList())
                    + ", not "
                    + name);
          }
          if (value < 1) {
            throw new IllegalArgumentException("the limit " + name + " must be above 0");
          }
        });
  }

  /** Whether a job can read what its agent can, its environment included. */
  public boolean isNone() {
    return runAs == null && !sandbox;
  }
}
