package dev.sluice.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.agent.call.Held;
import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.output.ChannelWriter;
import dev.sluice.agent.output.Piece;
import dev.sluice.agent.output.SecretMask;
import dev.sluice.agent.output.Shipper;
import dev.sluice.agent.run.Ending;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.Node;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.Refusal;
import dev.sluice.agent.run.Stop;
import dev.sluice.agent.run.Stoppable;
import dev.sluice.files.DirectoryTree;
import dev.sluice.text.JsonMask;
import dev.sluice.wire.Assignment;
import dev.sluice.wire.AttemptResult;
import dev.sluice.wire.Json;
import dev.sluice.wire.OutputChannel;
import dev.sluice.wire.RunningAttempt;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One attempt that this worker holds, from its assignment until the server has its result. */
final class AttemptRun implements Execution {
  private static final Logger LOG = System.getLogger(AttemptRun.class.getName());
  private static final ObjectMapper JSON = Json.mapper();

  private final Node node;
  private final Held held;
  private final OperationExecutor executor;
  private final Shipper shipper;
  private final List<String> secrets;
  private final JsonMask jsonMask;
  private final CountDownLatch revoked = new CountDownLatch(1);
  private @Nullable Path directory;
  private @Nullable Stoppable running;
  private @Nullable Stop stop;
  private Runnable cancelTimeout = () -> {};
  private boolean cancelling;
  private boolean ended;

  AttemptRun(Node node, Held held, OperationExecutor executor) {
    this.node = node;
    this.held = held;
    this.executor = executor;
    this.shipper = new Shipper(node, held, this::stop);
    this.secrets = secrets(held.assignment().payload());
    this.jsonMask = new JsonMask(secrets);
  }

  private static List<String> secrets(JsonNode payload) {
    List<String> secrets = new ArrayList<>();
    payload.path("secrets").forEach(secret -> secrets.add(secret.asText()));
    return secrets;
  }

  /**
   * Runs it on the calling thread.
   *
   * @param released told when the server has the result, or must not get one
   */
  void run(Runnable released) throws InterruptedException {
    try {
      Ending ending = execute();
      shipper.end().join();
      AttemptResult result = result(ending);
      if (result != null) {
        report(result);
      }
    } finally {
      released.run();
      deleteDirectory();
    }
  }

  private Ending execute() throws InterruptedException {
    Ending ending;
    try {
      ending = executor.run(this);
    } catch (Refusal refusal) {
      ending = Ending.refused(refusal);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot run " + held.assignment().ref(), e);
      ending = Ending.workerAtFault("worker_io", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "cannot run " + held.assignment().ref(), e);
      ending = Ending.workerAtFault("worker_error", "The worker failed: " + e);
    }
    synchronized (this) {
      ended = true;
    }
    cancelTimeout.run();
    return ending;
  }

  private synchronized @Nullable AttemptResult result(Ending ending) {
    Ending last = ending;
    if (stop != null) {
      if (stop.outcome() == null) {
        return null;
      }
      last = ending.as(stop.outcome(), stop.error());
    }
    return new AttemptResult(
        held.assignment().attempt(),
        last.outcome(),
        shipper.chunks(),
        last.exitCode(),
        last.output(),
        last.error());
  }

  private void report(AttemptResult result) throws InterruptedException {
    int failures = 0;
    do {
      Reply reply = send(result);
      if (reply != null && !reply.mayHeal()) {
        if (!reply.ok()) {
          LOG.log(
              Level.WARNING,
              () -> "result of " + held.assignment().ref() + " was refused: " + reply.describe());
        }
        return;
      }
      failures++;
    } while (!revoked.await(node.retryDelayMs(failures), TimeUnit.MILLISECONDS));
  }

  private @Nullable Reply send(AttemptResult result) {
    try {
      return node.server().result(held, result).answer();
    } catch (IOException unreachable) {
      LOG.log(Level.DEBUG, "result not delivered yet", unreachable);
      return null;
    }
  }

  private void deleteDirectory() {
    Path made = directory;
    if (made != null) {
      try {
        DirectoryTree.delete(made);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "left for the next start to delete: " + made, e);
      }
    }
  }

  /**
   * Ends it for a reason from outside. The first reason is the one reported, except that a revoked
   * attempt is never reported; an attempt that has ended by itself stays as it ended.
   */
  void stop(Stop why) {
    Stoppable target;
    synchronized (this) {
      cancelling = true;
      if (!why.silent() && ended) {
        return;
      }
      if (stop == null || why.silent()) {
        stop = why;
      }
      target = running;
    }
    if (why.silent()) {
      revoked.countDown();
      shipper.abort();
    }
    if (target != null) {
      target.stop(why.graceMs());
    }
  }

  synchronized RunningAttempt report() {
    Assignment assignment = held.assignment();
    return new RunningAttempt(assignment.jobId(), assignment.attempt(), cancelling);
  }

  @Override
  public Assignment assignment() {
    return held.assignment();
  }

  @Override
  public Path directory() throws IOException {
    Path made = directory;
    if (made == null) {
      made = node.directory().create(assignment().jobId(), assignment().attempt());
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
    shipper.append(OutputChannel.PROGRESS, Piece.EMPTY, new Piece(masked, 0, masked.length));
  }

  private byte[] masked(byte[] json) {
    String masked;
    try {
      masked = jsonMask.mask(JSON.readTree(json)).toString();
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
    return held.session();
  }

  @Override
  public boolean stalled() {
    return shipper.stalled();
  }

  @Override
  public void started(Stoppable process, long slackMs) {
    Stop before;
    synchronized (this) {
      running = process;
      before = stop;
    }
    if (before != null) {
      process.stop(before.graceMs());
      return;
    }
    long timeoutMs = assignment().timeoutMs();
    if (timeoutMs > 0) {
      Stop timeout = Stop.timeout(timeoutMs, assignment().graceMs());
      cancelTimeout = node.threads().cancellable(timeoutMs + slackMs, () -> stop(timeout));
    }
  }
}
