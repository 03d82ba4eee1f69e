package dev.sluice.output.download;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.output.Cursor;
import dev.sluice.output.LogReader;
import dev.sluice.output.StartFinder;
import dev.sluice.output.StartFinder.Start;
import dev.sluice.sse.ResponsePump;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * {@code GET /v1/jobs/{id}/output}: the output that is stored now, as the bytes that the job wrote
 * or as NDJSON. The header {@code Sluice-Cursor} carries the cursor for the next call.
 */
@Singleton
final class OutputRoute {
  static final String CURSOR = "Sluice-Cursor";

  private final Jobs jobs;
  private final LogReader log;
  private final StartFinder starts;
  private final ProblemAnswer problems;

  OutputRoute(Jobs jobs, LogReader log, StartFinder starts, ProblemAnswer problems) {
    this.jobs = jobs;
    this.log = log;
    this.starts = starts;
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, "/v1/jobs/:id/output").handler(this::output);
    router.route(HttpMethod.HEAD, "/v1/jobs/:id/output").handler(this::output);
    problems.refuseOtherMethods(router, "/v1/jobs/:id/output");
  }

  private void output(RoutingContext context) {
    problems.guard(
        context,
        () -> {
          OutputRequest request =
              OutputRequest.of(
                  context.request().getHeader("Accept"),
                  context.request().params(),
                  context.pathParam("id"));
          return jobs.get(request.jobId())
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
            .map(chunk -> new Cursor(last, chunk == null ? 0 : chunk.seq() + 1, 0));
    return end.chain(
        e -> start(request, job, last).map(start -> new OutputRange(start, e, job.attempts)));
  }

  private Uni<Start> start(OutputRequest request, Job job, int last) {
    if (request.after() != null) {
      return Uni.createFrom().item(Start.at(request.after()));
    }
    if (request.lines() != null) {
      return starts.lastLines(job, last, request.lines(), request.form().lines());
    }
    int first = request.attempt() == OutputRequest.ALL ? 1 : last;
    return Uni.createFrom().item(Start.at(Cursor.startOf(first)));
  }

  private void answer(RoutingContext routing, OutputRequest request, Job job, OutputRange range) {
    HttpServerResponse response = routing.response();
    response.putHeader("Content-Type", request.form().mediaType());
    response.putHeader("X-Content-Type-Options", "nosniff");
    if (!range.isEmpty()) {
      response.putHeader(CURSOR, range.lastCursor());
    }
    if (routing.request().method() == HttpMethod.HEAD) {
      response.end();
      return;
    }
    response.setChunked(true);
    range
        .chunks(log, job.id)
        .map(chunk -> request.form().encode(chunk, range.entryOf(chunk)))
        .subscribe(new ResponsePump(response, () -> {}));
  }
}
