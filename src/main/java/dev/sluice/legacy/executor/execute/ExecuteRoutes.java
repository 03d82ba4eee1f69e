package dev.sluice.legacy.executor.execute;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.POST;

import dev.sluice.file.StoredFile;
import dev.sluice.http.Caller;
import dev.sluice.http.ProblemException;
import dev.sluice.job.api.CancelJob;
import dev.sluice.legacy.executor.ApiAnswer;
import dev.sluice.legacy.executor.ApiBody;
import dev.sluice.legacy.executor.ApiRequest;
import dev.sluice.legacy.executor.ApiRoute;
import dev.sluice.legacy.executor.ApiSubject;
import dev.sluice.legacy.executor.file.FormUpload;
import dev.sluice.legacy.executor.file.OlderFiles;
import dev.sluice.legacy.executor.job.CreateJob;
import dev.sluice.output.stream.JobReader;
import dev.sluice.output.stream.JobStreams;
import dev.sluice.sse.ConnectionLoop;
import dev.sluice.sse.EventStream;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * {@code /api/execute}. Its clients upload a ZIP with a command, and either read the output in the
 * answer (mode {@code direct}), or get the id of a job ({@code distributed}); a job runs it in
 * both.
 */
@Singleton
final class ExecuteRoutes implements ApiSubject {
  private static final String PATH = "/api/execute";
  private static final String DIRECT = "direct";
  private static final String DISTRIBUTED = "distributed";

  /** Less than the interval of 5 s in which an idle stream is looked at. */
  private static final Duration SILENCE = Duration.ofSeconds(4);

  private final FormUpload uploads;
  private final OlderFiles files;
  private final CreateJob create;
  private final CancelJob cancel;
  private final JobStreams streams;

  ExecuteRoutes(
      FormUpload uploads,
      OlderFiles files,
      CreateJob create,
      CancelJob cancel,
      JobStreams streams) {
    this.uploads = uploads;
    this.files = files;
    this.create = create;
    this.cancel = cancel;
    this.streams = streams;
  }

  @Override
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.forUsers(POST, PATH, Scope.SUBMIT, this::execute).readingBody(),
        ApiRoute.open(DELETE, PATH, call -> call.json(this::stop)));
  }

  private Uni<ApiAnswer> execute(ApiRequest call) {
    Executor loop = ConnectionLoop.current();
    return uploads
        .receive(call)
        .chain(
            file ->
                Uni.createFrom()
                    .deferred(() -> run(call, file, loop))
                    // Nothing names the file of a job that was refused.
                    .onFailure(ProblemException.class)
                    .call(() -> files.drop(file.id())));
  }

  private Uni<ApiAnswer> run(ApiRequest call, StoredFile file, Executor loop) {
    HttpServerRequest request = call.context().request();
    String commands = request.getFormAttribute("commands");
    if (commands == null || commands.isBlank()) {
      throw ApiBody.refused("commands is required");
    }
    String mode = request.getFormAttribute("mode");
    if (DISTRIBUTED.equals(mode)) {
      return create.create(commands, file).map(ExecuteRoutes::created);
    }
    if (mode != null && !mode.isEmpty() && !mode.equals(DIRECT)) {
      throw ApiBody.refused("mode must be " + DIRECT + " or " + DISTRIBUTED);
    }
    if (!Caller.of(call.context()).may(Scope.READ)) {
      throw ProblemException.of(
          403, "insufficient_scope", "mode direct shows output, so the token must have read, too");
    }
    return create
        .createOnce(commands, file)
        .chain(
            id ->
                streams
                    .follow(id, new PlainOutput(commands), SILENCE, loop)
                    .emitOn(loop)
                    .map(reader -> response -> send(request, id, reader)));
  }

  private static ApiAnswer created(String id) {
    ApiAnswer answer =
        ApiAnswer.ok(
            ApiAnswer.success()
                .put("jobId", id)
                .put("mode", DISTRIBUTED)
                .put("message", "Job created successfully")
                .put("checkStatusUrl", "/api/jobs/status?jobId=" + id));
    return response -> answer.sendTo(response.putHeader("X-Job-Id", id));
  }

  private void send(HttpServerRequest request, String id, JobReader reader) {
    if (!request.response().closed()) {
      request.response().putHeader("X-Exec-Id", id);
    }
    EventStream.send(request, reader.frames(), () -> end(id, reader));
  }

  /** A client that leaves stops its command. */
  private void end(String id, JobReader reader) {
    boolean left = !reader.hasEnded() && !reader.isCut();
    streams.close(reader);
    if (left) {
      cancel.cancelAbandoned(id);
    }
  }

  /** A command that has ended is stopped. */
  private Uni<ApiAnswer> stop(ApiBody body) {
    body.require("execId is required", "execId");
    return cancel
        .cancel(body.textOrEmpty("execId"))
        .replaceWithVoid()
        .onFailure(ExecuteRoutes::hasEnded)
        .recoverWithNull()
        .map(stopped -> ApiAnswer.ok(ApiAnswer.object().put("stopped", true)));
  }

  private static boolean hasEnded(Throwable failure) {
    return failure instanceof ProblemException refusal && refusal.problem().status() == 409;
  }
}
