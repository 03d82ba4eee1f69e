package dev.sluice.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Session;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Nesting;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.AttemptResult;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the result of one attempt, and repeats it until the server answers. A result that cannot
 * be delivered is replaced by a small one that says why: otherwise the job would stay RUNNING and
 * hold its cores.
 */
final class ResultDelivery {
  private static final Logger LOG = System.getLogger(ResultDelivery.class.getName());

  private final AgentContext context;
  private final Session session;
  private final Assignment assignment;
  private final CountDownLatch revoked;

  /**
   * @param revoked opens when the attempt is no longer this worker's; delivery ends then
   */
  ResultDelivery(
      AgentContext context, Session session, Assignment assignment, CountDownLatch revoked) {
    this.context = context;
    this.session = session;
    this.assignment = assignment;
    this.revoked = revoked;
  }

  /** Returns when the server has a result, or must not get one. */
  void deliver(AttemptResult result) throws InterruptedException {
    JsonNode output = result.output();
    if (output != null && Nesting.isTooDeep(output)) {
      replace(result, "result_too_deep", "The result " + Nesting.EXPECTED);
      return;
    }
    ByteBuffer body = ServerClient.json(result);
    if (body.remaining() > AttemptResult.MAX_BODY) {
      String sizes = body.remaining() + " bytes, more than " + AttemptResult.MAX_BODY;
      replace(result, "result_too_large", "The result is " + sizes);
      return;
    }
    Reply refusal = post(body);
    if (refusal != null) {
      replace(result, "result_refused", "The server refused the result: " + refusal.describe());
    }
  }

  private void replace(AttemptResult result, String code, String message)
      throws InterruptedException {
    LOG.log(Level.WARNING, () -> assignment.ref() + ": " + message);
    AttemptResult small =
        new AttemptResult(
            result.attempt(),
            Outcome.FAILED,
            result.chunks(),
            result.exitCode(),
            null,
            new JobError(code, message));
    Reply refusal = post(ServerClient.json(small));
    if (refusal != null) {
      LOG.log(
          Level.ERROR,
          () -> "the server takes no result of " + assignment.ref() + ": " + refusal.describe());
    }
  }

  /**
   * Returns the answer if the server refuses this result but still waits for a result of this
   * attempt.
   */
  private @Nullable Reply post(ByteBuffer body) throws InterruptedException {
    int failures = 0;
    do {
      Reply reply = send(body);
      if (reply != null && !reply.isRetryable()) {
        boolean over = reply.ok() || reply.leaseLost() || reply.status() == 401;
        if (over && !reply.ok()) {
          LOG.log(
              Level.WARNING,
              () -> assignment.ref() + " is not this worker's any more: " + reply.describe());
        }
        return over ? null : reply;
      }
      failures++;
    } while (!revoked.await(context.retryDelay(failures).toMillis(), TimeUnit.MILLISECONDS));
    return null;
  }

  private @Nullable Reply send(ByteBuffer body) {
    try {
      return context.server().result(session, assignment, body).answer();
    } catch (IOException unreachable) {
      LOG.log(Level.DEBUG, "result not delivered yet", unreachable);
      return null;
    }
  }
}
