package dev.sluice.agent.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How processes are started so that they can be ended together with all that they start. */
public interface ProcessSignals extends AutoCloseable {
  /** Process groups where {@code setsid} and a shell are to be found, else {@link Descendants}. */
  static ProcessSignals start() {
    if (System.getProperty("os.name", "").equals("Linux") && onPath("setsid")) {
      // A third of the time to start a process, against the helper program that is the default.
      // Has an effect only when no process was started in this JVM before.
      if (System.getProperty("jdk.lang.Process.launchMechanism") == null) {
        System.setProperty("jdk.lang.Process.launchMechanism", "VFORK");
      }
      try {
        return new Reaper();
      } catch (IOException e) {
        log("cannot start the reaper: processes may outlive a killed agent", e);
      }
    } else {
      log("no setsid here: processes that a job leaves in the background are not found", null);
    }
    return new Descendants();
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

  /** The words to put before a command. */
  List<String> prefix();

  /** Marks a process as ours; to be put into its environment as {@code SLUICE_SPAWN}. */
  String newMark();

  /** It was started: from now on it ends with the agent. */
  void adopt(Process process);

  /** SIGTERM to it and what it started. */
  void terminate(Process process);

  /** SIGKILL to it and what it started. */
  void kill(Process process);

  /** It has ended: kills what is left of it. */
  void release(Process process);

  /** SIGKILL to what left its group but still carries its mark. */
  void sweep(String mark);

  /** Kills all that is not released. */
  @Override
  void close();
}
