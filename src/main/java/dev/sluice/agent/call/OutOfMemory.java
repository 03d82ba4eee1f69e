package dev.sluice.agent.call;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process when its heap is used up. An agent that went on could lose output of a job that
 * it reports as completed, or send heartbeats and run nothing.
 */
public final class OutOfMemory {
  /** Exit code of the process: that of the JVM's own {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int EXIT_CODE = 3;

  private static final String AGENT =
      "sluice: the agent ends: it ran out of memory; give it a larger heap (SLUICE_JAVA_OPTS) or"
          + " fewer attempts at a time (--max-parallel)";

  private static final String SERVER =
      "sluice: the server ends: its built-in worker ran out of memory; give it a larger heap"
          + " (SLUICE_JAVA_OPTS) or fewer attempts at a time (sluice.worker.max-parallel)";

  /** Encoded beforehand: there may be no memory left to do it. */
  private static final byte[] OF_AGENT = line(AGENT);

  private static final byte[] OF_SERVER = line(SERVER);
  private static final OutputStream STDERR = new FileOutputStream(FileDescriptor.err);

  /** For a server to end in order. */
  private static final long ORDERLY_S = 10;

  private OutOfMemory() {}

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the failure or a cause of it is that the heap is used up. */
  public static boolean isCauseOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // The system refuses threads for reasons of its own, such as a job that started too many.
      if (cause instanceof OutOfMemoryError
          && !String.valueOf(cause.getMessage()).contains("native thread")) {
        return true;
      }
    }
    return false;
  }

  /** Ends the process of an agent at once; the processes of its jobs die with it. */
  public static void endAgent() {
    tell(OF_AGENT);
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  /**
   * Ends the process of a server with a built-in worker, in order if it can within ten seconds. The
   * server ends too because its own threads share the heap.
   */
  public static void endServer() {
    tell(OF_SERVER);
    try {
      Thread exit = new Thread(() -> System.exit(EXIT_CODE), "sluice-out-of-memory");
      exit.setDaemon(true);
      exit.start();
      exit.join(TimeUnit.SECONDS.toMillis(ORDERLY_S));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  private static void tell(byte[] line) {
    try {
      STDERR.write(line);
    } catch (IOException closed) {
      // The exit code says it too.
    }
  }
}
