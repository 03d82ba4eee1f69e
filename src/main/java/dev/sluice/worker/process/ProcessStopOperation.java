package dev.sluice.worker.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.api.CancelJob;
import dev.sluice.job.submit.ServerOperation;
import dev.sluice.time.Looking;
import dev.sluice.time.Timers;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code process_stop}: cancels the job of a process and waits until that job has ended, at most
 * for its own time limit. A process that has ended already counts as stopped.
 */
@Singleton
final class ProcessStopOperation implements ServerOperation {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int CONFLICT = 409;

  private final Processes processes;
  private final Jobs jobs;
  private final CancelJob cancelJob;
  private final Timers timers;

  ProcessStopOperation(Processes processes, Jobs jobs, CancelJob cancelJob, Timers timers) {
    this.processes = processes;
    this.jobs = jobs;
    this.cancelJob = cancelJob;
    this.timers = timers;
  }

  @Override
  public String name() {
    return "process_stop";
  }

  @Override
  public List<String> aliases() {
    return List.of("worker_process_delete");
  }

  @Override
  public boolean waits() {
    return true;
  }

  @Override
  public long defaultTimeoutMs() {
    return 30_000;
  }

  @Override
  public ObjectNode readPayload(JsonFields fields) {
    return ProcessTarget.read(fields);
  }

  @Override
  public Uni<Answer> run(Job job) {
    NodeProcess process = ProcessTarget.of(job.payload).in(processes.all());
    long until = timers.nanoTime() + Duration.ofMillis(job.timeoutMs).toNanos();
    return cancelJob
        .cancel(process.jobId())
        .onFailure(ProcessStopOperation::hasEnded)
        .recoverWithUni(() -> jobs.get(process.jobId()))
        .chain(() -> Looking.until(() -> ended(process, until), LOOK, timers))
        .map(ended -> answer(process));
  }

  private static boolean hasEnded(Throwable failure) {
    return failure instanceof ProblemException refusal && refusal.problem().status() == CONFLICT;
  }

  private Uni<Optional<Job>> ended(NodeProcess process, long until) {
    return jobs.get(process.jobId())
        .map(
            now -> {
              if (!now.status.isFinal() && timers.nanoTime() >= until) {
                throw ProblemException.of(
                    504, "stop_timeout", "the process '" + process.processId() + "' still ends");
              }
              return Optional.of(now).filter(job -> job.status.isFinal());
            });
  }

  /** The process as its worker reported it last, which may have been before its end. */
  private Answer answer(NodeProcess before) {
    return ProcessText.answer(
        processes.ofJob(before.jobId()).filter(p -> p.status().isFinal()).orElse(ended(before)));
  }

  private static NodeProcess ended(NodeProcess before) {
    return before.with(ProcessStatus.STOPPED);
  }
}
