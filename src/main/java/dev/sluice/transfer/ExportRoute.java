package dev.sluice.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.QueryParameters;
import dev.sluice.http.RouteNeeds;
import dev.sluice.job.Job;
import dev.sluice.job.JobLookup;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.output.LogReader;
import dev.sluice.sse.ResponsePump;
import dev.sluice.store.StoredJson;
import dev.sluice.token.Scope;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerCache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * {@code GET /v1/export}: the workers, and each job after its output. Each line is as the store has
 * it when the client's socket takes it, so the whole is no view of one instant.
 */
@Singleton
final class ExportRoute {
  private static final String PATH = "/v1/export";
  private static final int JOBS = 16;
  private static final int CHUNKS = 8;

  private final WorkerCache workers;
  private final LogReader log;
  private final ProblemAnswer problems;

  ExportRoute(WorkerCache workers, LogReader log, ProblemAnswer problems) {
    this.workers = workers;
    this.log = log;
    this.problems = problems;
  }

  void needs(@Observes RouteNeeds needs) {
    needs.declare(HttpMethod.GET, PATH, Set.of(Scope.BACKUP), RouteNeeds.DEFAULT_MAX_BODY);
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, PATH).handler(this::export);
    problems.refuseOtherMethods(router, PATH);
  }

  private void export(RoutingContext context) {
    problems.guard(
        context,
        () -> {
          QueryParameters.check(context.request().params(), Set.of());
          HttpServerResponse response = context.response();
          response.putHeader("Content-Type", "application/x-ndjson");
          response.setChunked(true);
          lines().subscribe(new ResponsePump(response, () -> {}));
          return Uni.createFrom().voidItem();
        });
  }

  private Multi<Buffer> lines() {
    return Multi.createBy().concatenating().streams(ofWorkers(), ofJobs());
  }

  private Multi<Buffer> ofWorkers() {
    return Multi.createFrom()
        .items(() -> workers.all().stream().sorted(Comparator.comparing((Worker w) -> w.id)))
        .map(worker -> line(ImportLine.Kind.WORKER, WorkerLine.write(worker)));
  }

  private Multi<Buffer> ofJobs() {
    String[] last = {""};
    return Multi.createBy()
        .repeating()
        .uni(() -> JobLookup.allAfter(last[0], JOBS).invoke(page -> remember(page, last)))
        .whilst(page -> page.size() == JOBS)
        .onItem()
        .<Job>disjoint()
        .onItem()
        .transformToMultiAndConcatenate(this::ofJob);
  }

  private static void remember(List<Job> page, String[] last) {
    if (!page.isEmpty()) {
      last[0] = page.get(page.size() - 1).id;
    }
  }

  /** Writes the line of the job on a worker thread: a payload may have a megabyte. */
  private Multi<Buffer> ofJob(Job job) {
    Multi<Buffer> output =
        Multi.createFrom()
            .iterable(job.attempts)
            .filter(attempt -> attempt.hasEnded() && attempt.totals().chunks() > 0)
            .onItem()
            .transformToMultiAndConcatenate(attempt -> ofAttempt(job.id, attempt));
    Uni<Buffer> itself =
        Uni.createFrom()
            .item(() -> line(ImportLine.Kind.JOB, JobLineWriter.write(job)))
            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    return Multi.createBy().concatenating().streams(output, itself.toMulti());
  }

  private Multi<Buffer> ofAttempt(String jobId, Attempt attempt) {
    long end = attempt.totals().chunks();
    long[] next = {0};
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                log.read(jobId, attempt.number(), next[0], CHUNKS)
                    .map(found -> found.stream().filter(chunk -> chunk.seq() < end).toList())
                    .invoke(found -> next[0] += found.size()))
        .whilst(found -> !found.isEmpty())
        .onItem()
        .transformToIterable(found -> found)
        .map(chunk -> line(ImportLine.Kind.OUTPUT, OutputLine.write(jobId, chunk)));
  }

  private static Buffer line(ImportLine.Kind kind, ObjectNode content) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.set(kind.field(), content);
    return Buffer.buffer(StoredJson.text(line)).appendByte((byte) '\n');
  }
}
