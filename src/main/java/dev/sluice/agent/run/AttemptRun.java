package dev.sluice.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.output.ChannelWriter;
import dev.sluice.agent.output.SecretMask;
import dev.sluice.agent.output.Shipper;
import dev.sluice.files.DirectoryTree;
import dev.sluice.text.JsonMask;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.AttemptResult;
import dev.sluice.wire.worker.RunningAttempt;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One attempt that this worker holds, from its assignment until the server has its result. */
final class AttemptRun implements Execution, Shipper.Destination {
  private static final Logger LOG = System.getLogger(AttemptRun.class.getName());

  private final AgentContext context;
  private final Assignment assignment;
  private final Session session;
  private final OperationExecutor executor;
  private final Shipper shipper;
  private final List<String> secrets;
  private final JsonMask jsonMask;
  private final CountDownLatch revoked = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private @Nullable Path directory;
  private @Nullable Stoppable running;
  private @Nullable Stop stop;
  private @Nullable TimeLimit timeLimit;

  /** Of the time limit, by operations that have exited. */
  private long usedNanos;

  private boolean cancelling;
  private boolean ended;

  AttemptRun(
      AgentContext context, Assignment assignment, Session session, OperationExecutor executor) {
    this.context = context;
    this.assignment = assignment;
    this.session = session;
    this.executor = executor;
    this.shipper =
        new Shipper(
            assignment.ref(),
            this,
            context.threads(),
            context.clock(),
            context.tuning().output(),
            context.budget(),
            context::retryDelay);
    this.secrets = secrets(assignment.payload());
    this.jsonMask = new JsonMask(secrets);
  }

  private static List<String> secrets(JsonNode payload) {
    List<String> secrets = new ArrayList<>();
    payload.path("secrets").forEach(secret -> secrets.add(secret.asText()));
    return secrets;
  }

  /**
   * Runs the attempt on the calling thread.
   *
   * @param released called when the server has the result, or must not get one
   */
  void run(Runnable released) throws InterruptedException {
    try {
      OperationResult own = execute();
      shipper.end().join();
      AttemptResult result = result(own);
      if (result == null) {
        LOG.log(
            Level.INFO,
            () ->
                assignment.ref() + " is given up, since the server has ended it; it runs no more");
      } else {
        new ResultDelivery(context, session, assignment, revoked).deliver(result);
      }
    } finally {
      released.run();
      deleteDirectory();
    }
  }

  private OperationResult execute() throws InterruptedException {
    OperationResult result;
    try {
      result = executor.run(this);
    } catch (InvalidJobException e) {
      result = OperationResult.invalid(e);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot run " + assignment.ref(), e);
      result = OperationResult.workerAtFault("worker_io", String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      // An error too, such as a StackOverflowError, must not leave the attempt unreported.
      context.threads().report(e);
      LOG.log(Level.ERROR, "cannot run " + assignment.ref());
      result = OperationResult.workerAtFault("worker_error", "The worker failed: " + e);
    }
    exited();
    synchronized (this) {
      ended = true;
    }
    return result;
  }

  private synchronized @Nullable AttemptResult result(OperationResult own) {
    OperationResult last = own;
    if (stop != null) {
      if (stop.outcome() == null) {
        return null;
      }
      last = own.stopped(stop.outcome(), stop.error());
    }
    return new AttemptResult(
        assignment.attempt(),
        last.outcome(),
        shipper.chunks(),
        last.exitCode(),
        last.output(),
        last.error(),
        last.collected());
  }

  private void deleteDirectory() {
    Path made = directory;
    if (made != null) {
      try {
        DirectoryTree.delete(made);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "cannot delete " + made + "; the next start of this agent will", e);
      }
    }
  }

  /**
   * Ends the attempt for a reason from outside. The first reason is the one reported, except that a
   * revoked attempt is never reported; an attempt that has ended by itself stays as it ended.
   */
  void stop(Stop reason) {
    Stoppable target;
    synchronized (this) {
      cancelling = true;
      if (!reason.isSilent() && ended) {
        return;
      }
      if (stop == null || reason.isSilent()) {
        stop = reason;
      }
      target = running;
    }
    if (reason.isSilent()) {
      revoked.countDown();
      shipper.abort();
    }
    if (target != null) {
      target.stop(reason.graceMs());
    }
  }

  synchronized RunningAttempt report() {
    return new RunningAttempt(assignment.jobId(), assignment.attempt(), cancelling);
  }

  /** Opens when the attempt's thread is done with it, its directory deleted. */
  CountDownLatch finished() {
    return finished;
  }

  @Override
  public CompletableFuture<Reply> post(long seq, ByteBuffer frames) {
    return context.server().output(session, assignment, seq, frames).start();
  }

  /** Also after the end of the operation: its result must not count without its output. */
  @Override
  public void refused(Reply reply) {
    Stop reason = reply.leaseLost() ? Stop.revoked() : Stop.outputRefused(reply.status());
    synchronized (this) {
      if (stop == null) {
        stop = reason;
      }
    }
    stop(reason);
  }

  @Override
  public void failed(Throwable failure) {
    context.threads().report(failure);
    shipper.abort();
    stop(Stop.outputFailed(failure));
  }

  @Override
  public Assignment assignment() {
    return assignment;
  }

  @Override
  public Path directory() throws IOException {
    Path made = directory;
    if (made == null) {
      made = context.directory().create(assignment.jobId(), assignment.attempt());
      directory = made;
    }
    return made;
  }

  @Override
  public ChannelWriter writer(OutputChannel channel) {
    return new ChannelWriter(channel, new SecretMask(secrets), shipper);
  }

  @Override
  public void progress(byte[] json) throws InterruptedException {
    byte[] masked = jsonMask.masksNothing() ? json : masked(json);
    shipper.append(OutputChannel.PROGRESS, ByteBuffer.wrap(masked));
  }

  @Override
  public void gap(String reason) throws InterruptedException {
    shipper.gap(reason);
  }

  private byte[] masked(byte[] json) {
    String masked;
    try {
      masked = jsonMask.mask(ServerClient.JSON.readTree(json)).toString();
    } catch (IOException notJson) {
      masked = JsonMask.MASK;
    }
    return masked.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public JsonMask mask() {
    return jsonMask;
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public boolean stalled() {
    return shipper.stalled();
  }

  @Override
  public void started(Stoppable operation, long slackMs) {
    Stop before;
    stopClock();
    synchronized (this) {
      running = operation;
      before = stop;
    }
    if (before != null) {
      operation.stop(before.graceMs());
      return;
    }
    long timeoutMs = assignment.timeoutMs();
    if (timeoutMs > 0) {
      Stop timeout = Stop.timeout(timeoutMs, assignment.graceMs());
      synchronized (this) {
        Duration limit = Duration.ofMillis(timeoutMs).plusMillis(slackMs).minusNanos(usedNanos);
        timeLimit =
            TimeLimit.start(context.threads(), shipper::stalledNanos, limit, () -> stop(timeout));
      }
    }
  }

  @Override
  public void exited() {
    stopClock();
  }

  private synchronized void stopClock() {
    if (timeLimit != null) {
      usedNanos += timeLimit.cancel();
      timeLimit = null;
    }
  }
}
