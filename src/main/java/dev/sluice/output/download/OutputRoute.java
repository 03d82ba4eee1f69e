package dev.sluice.output.download;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.Jobs;
import dev.sluice.output.Beginning;
import dev.sluice.output.Beginnings;
import dev.sluice.output.Chunk;
import dev.sluice.output.Cursor;
import dev.sluice.output.LogReader;
import dev.sluice.sse.ResponsePump;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * {@code GET /v1/jobs/{id}/output}: what is stored now, as the bytes that the job wrote or as
 * NDJSON. The header {@code Sluice-Cursor} says after what to go on.
 */
@Singleton
final class OutputRoute {
  static final String CURSOR = "Sluice-Cursor";

  private final Jobs jobs;
  private final LogReader log;
  private final Beginnings beginnings;
  private final ProblemAnswer problems;

  OutputRoute(Jobs jobs, LogReader log, Beginnings beginnings, ProblemAnswer problems) {
    this.jobs = jobs;
    this.log = log;
    this.beginnings = beginnings;
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, "/v1/jobs/:id/output").handler(this::output);
    router.route(HttpMethod.HEAD, "/v1/jobs/:id/output").handler(this::output);
  }

  private void output(RoutingContext context) {
    problems.guard(
        context,
        () -> {
          OutputRequest request = OutputRequest.of(context.request(), context.pathParam("id"));
          return jobs.find(request.jobId())
              .map(found -> found.orElseThrow(() -> JobId.unknown(request.jobId())))
              .chain(
                  job -> range(request, job).invoke(range -> answer(context, request, job, range)));
        });
  }

  private Uni<OutputRange> range(OutputRequest request, Job job) {
    int last = request.attempt() > 0 ? request.attempt() : job.attemptNumber();
    if (last > job.attemptNumber()) {
      throw ProblemException.invalid(
          "attempt", "out_of_range", "must be up to " + job.attemptNumber() + ", or all");
    }
    Uni<Cursor> end =
        log.last(job.id, last)
            .map(chunk -> new Cursor(last, chunk.map(c -> c.seq() + 1).orElse(0L), 0));
    return end.chain(e -> beginning(request, job, last).map(b -> new OutputRange(job.id, b, e)));
  }

  private Uni<Beginning> beginning(OutputRequest request, Job job, int last) {
    if (request.after() != null) {
      return Uni.createFrom().item(Beginning.at(request.after()));
    }
    if (request.tail() != null) {
      return beginnings.linesFromEnd(job, last, request.tail(), request.lines());
    }
    int first = request.attempt() == OutputRequest.ALL ? 1 : last;
    return Uni.createFrom().item(Beginning.at(Cursor.startOf(first)));
  }

  private void answer(RoutingContext routing, OutputRequest request, Job job, OutputRange range) {
    HttpServerResponse response = routing.response();
    response.putHeader(
        "Content-Type", request.ndjson() ? "application/x-ndjson" : "text/plain;charset=UTF-8");
    response.putHeader("X-Content-Type-Options", "nosniff");
    if (!range.isEmpty()) {
      response.putHeader(CURSOR, range.lastCursor());
    }
    if (routing.request().method() == HttpMethod.HEAD) {
      response.end();
      return;
    }
    response.setChunked(true);
    OutputForm form = new OutputForm(request);
    range
        .chunks(log, job)
        .map(chunk -> form.encode(chunk, entryOf(range, chunk)))
        .subscribe(new ResponsePump(response, () -> {}));
  }

  /** An {@code after} inside a chunk skips the entries before it. */
  private static int entryOf(OutputRange range, Chunk chunk) {
    Cursor start = range.beginning().position();
    boolean first = chunk.attempt() == start.attempt() && chunk.seq() == start.seq();
    return first ? Math.min(start.entry(), chunk.frames().size()) : 0;
  }
}
