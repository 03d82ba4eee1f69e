package dev.sluice.legacy.executor.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.legacy.executor.ApiAnswer;
import dev.sluice.legacy.executor.file.OlderFiles;
import dev.sluice.output.EndAttempt;
import dev.sluice.store.StoredJson;
import dev.sluice.worker.Worker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hands the jobs that were assigned to a worker to its agent, one for each call. An attempt is
 * handed out once: the write that makes it RUNNING succeeds for one call only, and when the answer
 * cannot be sent the attempt ends.
 */
@Singleton
final class HandOut {
  private static final Logger LOG = Logger.getLogger(HandOut.class);

  private final Jobs jobs;
  private final EndAttempt endAttempt;
  private final OlderFiles files;

  HandOut(Jobs jobs, EndAttempt endAttempt, OlderFiles files) {
    this.jobs = jobs;
    this.endAttempt = endAttempt;
    this.files = files;
  }

  /**
   * Marks the job that has been assigned to the worker the longest RUNNING, and returns it; null if
   * no job is assigned.
   */
  Uni<@Nullable Job> next(Worker worker) {
    return first(
        jobs.held().of(worker.id).stream()
            .filter(job -> job.status == JobStatus.ASSIGNED)
            .filter(job -> isOf(worker, job))
            .sorted(Comparator.comparing((Job job) -> Objects.requireNonNull(job.assignedAt)))
            .iterator());
  }

  private Uni<@Nullable Job> first(Iterator<Job> assigned) {
    return assigned.hasNext()
        ? jobs.fetched(assigned.next()).onItem().ifNull().switchTo(() -> first(assigned))
        : Uni.createFrom().nullItem();
  }

  private static boolean isOf(Worker worker, Job job) {
    return job.lease != null && job.lease.incarnation().equals(worker.incarnation);
  }

  /** The answer with a job that was fetched. */
  Uni<ApiAnswer> answer(Job stored) {
    Uni<String> path =
        stored.fileId == null
            ? Uni.createFrom().item(new OlderJob(stored).fileUrl())
            : files.zipPath(stored.fileId);
    return path.map(fileUrl -> answer(stored, fileUrl)).onFailure().invoke(e -> takeBack(stored));
  }

  private ApiAnswer answer(Job stored, String fileUrl) {
    OlderJob job = new OlderJob(stored);
    ObjectNode answer = ApiAnswer.success();
    answer
        .putObject("job")
        .put("jobId", stored.id)
        .put(
            "command",
            job.isOlder() ? job.command() : CommandLine.of(StoredJson.node(stored.payload)))
        .put("fileUrl", fileUrl)
        .put("filename", job.filename())
        .put("timeoutMs", stored.timeoutMs);
    return ApiAnswer.json(200, answer, () -> takeBack(stored));
  }

  private void takeBack(Job handedOut) {
    endAttempt
        .notReceived(handedOut, "the answer did not reach its worker")
        .subscribe()
        .with(
            ended -> {},
            e -> LOG.warnf(e, "job %s stays with a worker that did not get it", handedOut.id));
  }
}
