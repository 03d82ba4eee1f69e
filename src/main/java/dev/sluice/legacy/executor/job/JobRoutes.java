package dev.sluice.legacy.executor.job;

import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.model.Filters;
import dev.sluice.job.Job;
import dev.sluice.job.JobLookup;
import dev.sluice.job.api.CancelJob;
import dev.sluice.legacy.executor.ApiAnswer;
import dev.sluice.legacy.executor.ApiBody;
import dev.sluice.legacy.executor.ApiRequest;
import dev.sluice.legacy.executor.ApiRoute;
import dev.sluice.legacy.executor.ApiSubject;
import dev.sluice.legacy.executor.file.OlderFiles;
import dev.sluice.output.LogReader;
import dev.sluice.output.StreamedText;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The routes of clients: {@code /api/jobs/create}, {@code list}, {@code status}, {@code cancel}.
 */
@Singleton
final class JobRoutes implements ApiSubject {
  /** Jobs of a list: the newest. */
  static final int MOST_LISTED = 1_000;

  /** Bytes of stdout, and of stderr, that are shown: the last ones. */
  static final int MOST_SHOWN = 8 << 20;

  private final CreateJob create;
  private final FindJob find;
  private final CancelJob cancel;
  private final LogReader log;
  private final OlderFiles files;

  JobRoutes(CreateJob create, FindJob find, CancelJob cancel, LogReader log, OlderFiles files) {
    this.create = create;
    this.find = find;
    this.cancel = cancel;
    this.log = log;
    this.files = files;
  }

  @Override
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.forUsers(POST, "/api/jobs/create", Scope.SUBMIT, call -> call.json(this::create)),
        ApiRoute.forUsers(GET, "/api/jobs/create", Scope.READ, call -> counted()),
        ApiRoute.forUsers(GET, "/api/jobs/list", Scope.READ, call -> list().map(ApiAnswer::ok)),
        ApiRoute.open(GET, "/api/jobs/status", this::status),
        ApiRoute.open(POST, "/api/jobs/cancel", call -> call.json(this::cancel)),
        ApiRoute.open(GET, "/api/jobs/check-cancel", this::checkCancel));
  }

  private Uni<ApiAnswer> create(ApiBody body) {
    return create
        .create(body)
        .map(
            id ->
                ApiAnswer.ok(
                    ApiAnswer.success()
                        .put("jobId", id)
                        .put("message", "Job created successfully")));
  }

  private static Uni<ApiAnswer> counted() {
    return list()
        .map(
            jobs -> {
              ObjectNode answer = JsonNodeFactory.instance.objectNode();
              answer.set("jobs", jobs);
              return ApiAnswer.ok(answer.put("count", jobs.size()));
            });
  }

  private static Uni<ArrayNode> list() {
    return JobLookup.newest(
            Filters.eq("operation", OlderJob.OPERATION), MOST_LISTED, JobViews::listed)
        .map(jobs -> JsonNodeFactory.instance.arrayNode().addAll(jobs));
  }

  private Uni<ApiAnswer> status(ApiRequest call) {
    return find.get(call.query("jobId", "jobId is required"))
        .chain(
            job ->
                StreamedText.of(job, log, MOST_SHOWN)
                    .chain(
                        text ->
                            files
                                .find(new OlderJob(job).resultFileId())
                                .map(file -> ApiAnswer.ok(JobViews.whole(job, text, file)))));
  }

  private Uni<ApiAnswer> cancel(ApiBody body) {
    body.require("Missing jobId", "jobId");
    return find.get(body.textOrEmpty("jobId"))
        .invoke(JobRoutes::refuseEnded)
        .chain(job -> cancel.cancel(job.id))
        .map(
            job ->
                ApiAnswer.ok(
                    ApiAnswer.success()
                        .put(
                            "message",
                            job.status.isFinal()
                                ? "Job cancelled successfully"
                                : "Cancellation requested. Worker will kill container shortly.")
                        .put("jobId", job.id)));
  }

  private static void refuseEnded(Job job) {
    if (job.status.isFinal()) {
      throw ApiBody.refused(
          "Job has ended as " + new OlderJob(job).status() + " and cannot be cancelled");
    }
  }

  private Uni<ApiAnswer> checkCancel(ApiRequest call) {
    return find.held(call.query("jobId", "Missing jobId"))
        .map(
            job ->
                ApiAnswer.ok(
                    ApiAnswer.success().put("cancelRequested", new OlderJob(job).isCancelled())));
  }
}
