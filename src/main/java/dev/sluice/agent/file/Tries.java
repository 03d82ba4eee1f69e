package dev.sluice.agent.file;

import dev.sluice.agent.call.IncomingFile.NotKeptException;
import dev.sluice.agent.call.Reply;
import dev.sluice.agent.run.AgentContext;
import dev.sluice.archive.RefusedArchiveException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.LongSupplier;

/** Repeats a transfer that failed, as long as that may help. */
final class Tries {
  private static final Logger LOG = System.getLogger(Tries.class.getName());

  /** In a row without progress: about a minute, in which a server restarts. */
  private static final int MOST = 20;

  private final AgentContext context;
  private final Stopping stopping;

  /** One transfer. */
  @FunctionalInterface
  interface Once {
    Reply run() throws IOException, InterruptedException;
  }

  /** Another try does not help; on another worker it may. */
  static final class GivenUpException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The status of the answer that refuses; 0 without an answer. */
    private final int status;

    GivenUpException(String message, int status) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  Tries(AgentContext context, Stopping stopping) {
    this.context = context;
    this.stopping = stopping;
  }

  /**
   * Repeats until the server answers with 2xx.
   *
   * @param what for the messages, as {@code cannot fetch the file}
   * @param done how far it is: a try that gets further is no failure
   * @throws IOException if the server refuses, or cannot be reached for long
   */
  Reply run(String what, LongSupplier done, Once once) throws IOException, InterruptedException {
    int failures = 0;
    while (true) {
      long before = done.getAsLong();
      String reason;
      try {
        Reply reply = once.run();
        if (reply.ok()) {
          return reply;
        }
        if (!reply.isRetryable()) {
          throw new GivenUpException(what + ": " + reply.describe(), reply.status());
        }
        reason = reply.describe();
      } catch (GivenUpException | NotKeptException | RefusedArchiveException e) {
        throw e;
      } catch (IOException e) {
        stopping.check();
        reason = String.valueOf(e.getMessage());
      }
      failures = done.getAsLong() > before ? 1 : failures + 1;
      if (failures > MOST) {
        throw new GivenUpException(what + ": " + reason, 0);
      }
      LOG.log(Level.DEBUG, "{0}, tries again: {1}", what, reason);
      stopping.pause(context.retryDelay(failures));
    }
  }
}
