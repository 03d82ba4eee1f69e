package dev.sluice.agent.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts processes so that each can be signalled together with all that it starts. */
interface ProcessSignals extends AutoCloseable {
  /** From this version on the JDK warns of {@code vfork}. */
  int VFORK_DEPRECATED = 25;

  /** Process groups where the system has {@code setsid} and a shell, else {@link Descendants}. */
  static ProcessSignals start() {
    if (System.getProperty("os.name", "").equals("Linux") && onPath("setsid")) {
      preferVfork();
      try {
        return new Reaper();
      } catch (IOException e) {
        log("cannot start the reaper: processes may outlive a killed agent", e);
      }
    } else {
      log("no setsid: processes that a job leaves in the background are not found", null);
    }
    return new Descendants();
  }

  /**
   * Makes this whole JVM start processes by {@code vfork}, unless the operator chose a mechanism or
   * the JVM has started a process before. It takes a quarter off a start, against the helper
   * program of the JDK's default.
   */
  private static void preferVfork() {
    if (Runtime.version().feature() < VFORK_DEPRECATED
        && System.getProperty("jdk.lang.Process.launchMechanism") == null) {
      System.setProperty("jdk.lang.Process.launchMechanism", "VFORK");
    }
  }

  private static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (String directory : path.split(":")) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  private static void log(String message, @Nullable Throwable cause) {
    Logger log = System.getLogger(ProcessSignals.class.getName());
    log.log(Level.WARNING, message, cause);
  }

  /** The program and arguments to put before a command. */
  List<String> prefix();

  /** A new mark for one process, to be set as {@code SLUICE_SPAWN} in its environment. */
  String newMark();

  /** Makes a started process end with the agent. */
  void adopt(Process process);

  /** Sends SIGTERM to the process and to what it started. */
  void terminate(Process process);

  /** Sends SIGKILL to the process and to what it started. */
  void kill(Process process);

  /** Kills what is left of a process that has ended. */
  void release(Process process);

  /** Sends SIGKILL to processes that left their group but still carry the mark. */
  void sweep(String mark);

  /** Kills all processes that are not released. */
  @Override
  void close();
}
