package dev.sluice.legacy.executor.job;

import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.legacy.executor.ApiAnswer;
import dev.sluice.legacy.executor.ApiBody;
import dev.sluice.legacy.executor.ApiRequest;
import dev.sluice.legacy.executor.ApiRoute;
import dev.sluice.legacy.executor.ApiSubject;
import dev.sluice.legacy.executor.worker.OlderWorkers;
import dev.sluice.output.ArrivalLog;
import dev.sluice.wire.output.OutputChannel;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of agents about jobs: fetch one, send what it prints, report its end. */
@Singleton
final class AgentRoutes implements ApiSubject {
  private final OlderWorkers workers;
  private final FindJob find;
  private final HandOut handOut;
  private final ArrivalLog arrivals;
  private final EndJob endJob;

  AgentRoutes(
      OlderWorkers workers, FindJob find, HandOut handOut, ArrivalLog arrivals, EndJob endJob) {
    this.workers = workers;
    this.find = find;
    this.handOut = handOut;
    this.arrivals = arrivals;
    this.endJob = endJob;
  }

  @Override
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.open(GET, "/api/jobs/get-job", call -> fetch(call.query("workerId"))),
        ApiRoute.open(POST, "/api/jobs/get-job", this::fetchByPost),
        ApiRoute.open(POST, "/api/jobs/stream-output", call -> call.json(this::stream))
            .withMaxBody(ApiBody.LARGEST),
        ApiRoute.open(POST, "/api/jobs/submit-result", call -> call.json(this::finished))
            .withMaxBody(ApiBody.LARGEST),
        ApiRoute.open(PUT, "/api/jobs/submit-result", call -> call.json(this::failed)));
  }

  private Uni<ApiAnswer> fetchByPost(ApiRequest call) {
    String id = call.query("workerId");
    return id == null ? call.json(body -> fetch(body.text("workerId"))) : fetch(id);
  }

  private Uni<ApiAnswer> fetch(@Nullable String workerId) {
    if (workerId == null) {
      throw ApiBody.refused("workerId is required");
    }
    return workers
        .calling(workerId)
        .chain(handOut::next)
        .chain(job -> job == null ? Uni.createFrom().item(nothing()) : handOut.answer(job));
  }

  private static ApiAnswer nothing() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("success", false).put("message", "No assigned jobs for this worker");
    answer.putNull("job");
    return ApiAnswer.json(202, answer);
  }

  private Uni<ApiAnswer> stream(ApiBody body) {
    body.require("jobId, data and type are required", "jobId", "data", "type");
    Optional<OutputChannel> channel = channel(body.textOrEmpty("type"));
    return find.held(body.textOrEmpty("jobId"))
        .chain(
            job ->
                channel.isPresent() && takesText(job)
                    ? append(job, channel.get(), body.textOrEmpty("data"))
                    : Uni.createFrom().voidItem())
        .replaceWith(
            ApiAnswer.ok(ApiAnswer.success().put("message", "Output streamed successfully")));
  }

  /** What comes when the job has ended is in its result. */
  private Uni<Void> append(Job job, OutputChannel channel, String text) {
    return arrivals.append(job, channel, text).onFailure(AgentRoutes::isOver).recoverWithNull();
  }

  private static boolean isOver(Throwable failure) {
    return failure instanceof ProblemException refusal
        && Objects.requireNonNull(refusal.problem()).code().matches("lease_lost|attempt_ending");
  }

  /**
   * The text of a job with secrets counts only in its result, where they are masked: these agents
   * mask nothing, and a secret may be cut between two calls.
   */
  private boolean takesText(Job job) {
    return job.status == JobStatus.RUNNING
        && job.lease != null
        && workers.isOlder(job.lease.workerId())
        && new OlderJob(job).mask().masksNothing();
  }

  private static Optional<OutputChannel> channel(String type) {
    return switch (type) {
      case "stdout" -> Optional.of(OutputChannel.STDOUT);
      case "stderr" -> Optional.of(OutputChannel.STDERR);
      default -> Optional.empty();
    };
  }

  private Uni<ApiAnswer> finished(ApiBody body) {
    body.require("jobId and workerId are required", "jobId", "workerId");
    return endJob
        .finished(body.textOrEmpty("jobId"), body.textOrEmpty("workerId"), Report.of(body))
        .map(job -> taken(job, "Job result submitted successfully"));
  }

  private Uni<ApiAnswer> failed(ApiBody body) {
    body.require("jobId and workerId are required", "jobId", "workerId");
    String message =
        Objects.requireNonNullElse(body.text("errorMessage"), "Worker reported failure");
    return endJob
        .failed(body.textOrEmpty("jobId"), body.textOrEmpty("workerId"), message)
        .map(job -> taken(job, "Job failure recorded successfully"));
  }

  private static ApiAnswer taken(Job job, String message) {
    return ApiAnswer.ok(ApiAnswer.success().put("jobId", job.id).put("message", message));
  }
}
