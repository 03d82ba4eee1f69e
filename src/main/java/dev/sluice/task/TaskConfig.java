package dev.sluice.task;

import dev.sluice.bundle.BundleLimits;
import dev.sluice.fields.StrictBoolean;
import dev.sluice.time.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of the task registry, under {@code sluice.tasks}. */
@ConfigMapping(prefix = "sluice.tasks")
public interface TaskConfig {
  /** The sources. Of two sources with the same version of a task, the first counts. */
  List<Source> sources();

  /** A directory that is the first source; {@code --tasks} sets it. */
  Optional<Path> directory();

  /** Whether the sample tasks of Sluice are the last source. */
  @WithDefault("true")
  @WithConverter(StrictBoolean.class)
  boolean samples();

  /** Policy for other content under a stored version; a source may set its own. */
  @WithDefault("reject")
  String conflictPolicy();

  /** How often every source is read, a watched one too: a duration, or {@code off}. */
  @WithDefault("1m")
  String syncEvery();

  /** How often this server reads the events of other servers: a duration, or {@code off}. */
  @WithDefault("1s")
  String followEvery();

  /** How long a sync waits for a source; a later answer is for the next sync. */
  @WithDefault("30s")
  Duration patience();

  /** How long an unused definition stays in memory. */
  @WithDefault("10m")
  Duration cacheTtl();

  /** Most definitions in memory. */
  @WithDefault("1000")
  int cacheSize();

  /** Number of events that are kept for readers that return. */
  @WithDefault("10000")
  int events();

  /** Interval of keep-alive comments on an idle event stream. */
  @WithDefault("15s")
  @WithConverter(PositiveDuration.class)
  Duration keepAlive();

  /** Memory of a task host beside that of the task itself, MiB. */
  @WithDefault("128")
  int hostOverheadMb();

  /** Limits on the size of a task. */
  Limits limits();

  /**
   * One source. Its type decides which settings exist. They are checked when the source is opened,
   * so that wrong settings do not stop the server.
   */
  interface Source {
    /**
     * All settings of the source, {@code type} and {@code name} among them. An empty setting counts
     * as absent, so that a secret may come from an unset variable.
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

    /** Of a ZIP in packed form; also of one that is posted for validation. */
    @WithDefault("8388608")
    int zip();

    /** Of the unpacked content of a ZIP. */
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
