package dev.sluice.agent.resident;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Threads;
import dev.sluice.agent.process.CommandWatch;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.Execution.Stoppable;
import dev.sluice.agent.run.OperationResult;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process from its start to its end: health, readiness, stop, and how it ended. */
final class Serving implements CommandWatch {
  private static final Logger LOG = System.getLogger(Serving.class.getName());

  /** Between SIGTERM and SIGKILL, at most. */
  private static final long GRACE_MS = 2_000;

  /** For a process to end after the call of its shutdown path, at most. */
  private static final long SHUTDOWN_MS = 2_000;

  private static final String DIED = "process_died";
  private static final String NOT_READY = "not_ready";

  private final SpawnOrder order;
  private final int port;
  private final Execution execution;
  private final Residents residents;
  private final Threads threads;
  private final LastLines lastLines = new LastLines();
  private final CountDownLatch exited = new CountDownLatch(1);
  private boolean isStopping;
  private @Nullable String unhealthy;

  Serving(SpawnOrder order, int port, Execution execution, Residents residents, Threads threads) {
    this.order = order;
    this.port = port;
    this.execution = execution;
    this.residents = residents;
    this.threads = threads;
  }

  @Override
  public Stoppable started(Process process, Stoppable group) {
    residents.update(order.processId(), resident -> resident.runs(process.pid()));
    process.onExit().thenAccept(ended -> exited(ended.exitValue()));
    threads.pool().execute(() -> becomeReady(group));
    return graceMs -> stop(group, graceMs);
  }

  @Override
  public void printed(ByteBuffer text) {
    lastLines.add(text);
  }

  private void becomeReady(Stoppable group) {
    try {
      HealthCheck check = new HealthCheck(threads, port, order.healthPath(), order.healthTries());
      String failure = check.await(exited);
      if (exited.getCount() == 0) {
        return;
      }
      if (failure != null) {
        giveUp(failure, group);
      } else {
        residents.update(order.processId(), Resident::ready);
        tellReady();
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveUp(String failure, Stoppable group) {
    synchronized (this) {
      if (isStopping) {
        return;
      }
      unhealthy = failure;
    }
    group.stop(GRACE_MS);
  }

  private void tellReady() throws InterruptedException {
    NodeProcess process = residents.get(order.processId());
    if (process.status() != ProcessStatus.READY) {
      return;
    }
    ObjectNode event = ServerClient.JSON.createObjectNode();
    event.put("progress", 1).put("step", "READY");
    event.put("message", "process " + order.processId() + " is READY on port " + port);
    event.set("data", facts(process));
    execution.progress(event.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Ends the process: by its shutdown path if it has one, then by signals. */
  private void stop(Stoppable group, long graceMs) {
    boolean isFirst;
    synchronized (this) {
      isFirst = !isStopping;
      isStopping = true;
    }
    residents.update(order.processId(), Resident::stopping);
    long grace = Math.min(graceMs, GRACE_MS);
    String path = order.shutdownPath();
    if (grace <= 0 || path == null) {
      group.stop(grace);
    } else if (isFirst) {
      threads.pool().execute(() -> shutDown(path, group, grace));
    }
  }

  private void shutDown(String path, Stoppable group, long graceMs) {
    long waitMs = Math.min(graceMs, SHUTDOWN_MS);
    try {
      LoopbackHttp http = new LoopbackHttp(threads, port, Duration.ofMillis(waitMs));
      http.call("POST", path);
      if (exited.await(waitMs, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "shutdown of " + order.processId() + " by HTTP: " + e);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
    group.stop(graceMs);
  }

  private void exited(int exitCode) {
    Resident.End end;
    synchronized (this) {
      boolean isDone = exited.getCount() == 0;
      String error = isDone ? null : error(exitCode);
      end = new Resident.End(exitCode, error, lastLines.text());
    }
    residents.ended(order.processId(), end);
    exited.countDown();
  }

  /** Why the end counts as a failure; null if it does not. */
  private @Nullable String error(int exitCode) {
    if (isStopping) {
      return null;
    }
    if (unhealthy != null) {
      return unhealthy;
    }
    boolean wasReady = residents.get(order.processId()).status().serves();
    if (!wasReady) {
      return "the process ended with exit code " + exitCode + " before it was ready";
    }
    return exitCode == 0 ? null : "the process died with exit code " + exitCode;
  }

  /**
   * The result of the job.
   *
   * @param own how the command ended, after all of its output was read
   */
  OperationResult result(OperationResult own) {
    int exitCode = own.exitCode() == null ? 0 : own.exitCode();
    exited(exitCode);
    NodeProcess process = residents.get(order.processId());
    if (process.error() == null) {
      return new OperationResult(Outcome.COMPLETED, exitCode, facts(process), null);
    }
    String code = process.error().startsWith("the process died") ? DIED : NOT_READY;
    return new OperationResult(
        Outcome.EXIT_CODE,
        exitCode,
        null,
        new JobError(code, process.error(), process.lastLines()));
  }

  private static ObjectNode facts(NodeProcess process) {
    return ServerClient.JSON
        .createObjectNode()
        .put("process_id", process.processId())
        .put("pid", process.pid())
        .put("port", process.port())
        .put("status", process.status().name());
  }
}
