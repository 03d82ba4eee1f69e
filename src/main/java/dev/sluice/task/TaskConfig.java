package dev.sluice.task;

import dev.sluice.bundle.BundleLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of the registry of tasks, under {@code sluice.tasks}. */
@ConfigMapping(prefix = "sluice.tasks")
public interface TaskConfig {
  /** Where tasks come from. Of two that have the same version, the one that comes first counts. */
  List<Source> sources();

  /** A directory of tasks that is a source before all others; what {@code --tasks} sets. */
  Optional<Path> directory();

  /** Whether the samples that come with Sluice are a source after all others. */
  @WithDefault("true")
  boolean samples();

  /** What happens to other content under a version that is stored, unless a source says so. */
  @WithDefault("reject")
  String conflictPolicy();

  /** How often every source is read, also those that are watched: a duration, or {@code off}. */
  @WithDefault("1m")
  String syncEvery();

  /** How often this process looks for what other replicas did: a duration, or {@code off}. */
  @WithDefault("1s")
  String followEvery();

  /** How long a sync waits for a source; what the source says later is for the next one. */
  @WithDefault("30s")
  Duration patience();

  /** How long a definition that is not asked for is kept in memory, read and compiled. */
  @WithDefault("10m")
  Duration cacheTtl();

  /** How many definitions are kept in memory. */
  @WithDefault("1000")
  int cacheSize();

  /** How many events are kept for readers that come back. */
  @WithDefault("10000")
  int events();

  /** An idle stream of events says so this often. */
  @WithDefault("15s")
  Duration keepAlive();

  /** What a task host needs beside the memory of the task itself, MiB. */
  @WithDefault("128")
  int hostOverheadMb();

  /** How much a task may be. */
  Limits limits();

  /**
   * One source. What else may be set depends on its type; nothing of it is checked before the
   * source is opened, so that one that is wrong does not stop the server.
   */
  interface Source {
    /**
     * All settings of it, {@code type} and {@code name} among them; one that is empty is as if
     * absent, so that a secret may come from a variable that is not set.
     */
    @WithParentName
    Map<String, Optional<String>> settings();
  }

  /** Limits of {@link BundleLimits}, bytes. */
  interface Limits {
    /** Of {@code main.js}. */
    @WithDefault("1048576")
    long script();

    /** Of each JSON file. */
    @WithDefault("1048576")
    long json();

    /** Of a ZIP as it comes; also of one that is posted to be validated. */
    @WithDefault("8388608")
    int zip();

    /** Of all that a ZIP holds. */
    @WithDefault("33554432")
    long inflated();

    /** Files in a ZIP, or tests in a directory. */
    @WithDefault("1000")
    int files();

    /** How many times larger than its packed form an entry of a ZIP may be. */
    @WithDefault("200")
    int ratio();
  }

  default BundleLimits bundleLimits() {
    Limits l = limits();
    return new BundleLimits(l.script(), l.json(), l.zip(), l.inflated(), l.files(), l.ratio());
  }
}
