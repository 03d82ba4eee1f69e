package dev.sluice.legacy.executor.worker;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.legacy.executor.ApiAnswer;
import dev.sluice.legacy.executor.ApiBody;
import dev.sluice.legacy.executor.ApiRequest;
import dev.sluice.legacy.executor.ApiRoute;
import dev.sluice.legacy.executor.ApiSubject;
import dev.sluice.wire.worker.WorkerView;
import dev.sluice.worker.WorkerViews;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;

/** {@code /api/workers/*}. */
@Singleton
final class WorkerRoutes implements ApiSubject {
  private final OlderWorkers workers;
  private final WorkerViews views;
  private final IdleAgents idle;
  private final Containers containers;

  WorkerRoutes(OlderWorkers workers, WorkerViews views, IdleAgents idle, Containers containers) {
    this.workers = workers;
    this.views = views;
    this.idle = idle;
    this.containers = containers;
  }

  @Override
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.open(POST, "/api/workers/register", call -> call.json(this::register)),
        ApiRoute.open(GET, "/api/workers/register", call -> moved()),
        ApiRoute.open(POST, "/api/workers/heartbeat", call -> call.json(this::heartbeat)),
        ApiRoute.open(GET, "/api/workers/list", call -> list()),
        ApiRoute.open(DELETE, "/api/workers/{id}", this::remove));
  }

  private Uni<ApiAnswer> register(ApiBody body) {
    return workers
        .register(OlderRegistration.of(body))
        .map(
            done -> {
              String id = body.textOrEmpty("workerId");
              return ApiAnswer.ok(
                  ApiAnswer.success()
                      .put("workerId", id)
                      .put("message", "Worker " + id + " registered successfully"));
            });
  }

  private static Uni<ApiAnswer> moved() {
    ObjectNode where = JsonNodeFactory.instance.objectNode().put("error", "Use /api/workers/list");
    return Uni.createFrom().item(ApiAnswer.json(410, where));
  }

  private Uni<ApiAnswer> heartbeat(ApiBody body) {
    body.require("workerId is required", "workerId");
    String id = body.textOrEmpty("workerId");
    HeartbeatReport report = HeartbeatReport.of(body);
    return workers
        .heard(id, report)
        .call(() -> idle.heard(id, report.isIdle()))
        .invoke(() -> containers.heard(id, body))
        .map(
            before ->
                ApiAnswer.ok(
                    ApiAnswer.success()
                        .put("workerId", id)
                        .put("timestamp", before.lastHeartbeatAt.toEpochMilli())));
  }

  private Uni<ApiAnswer> remove(ApiRequest call) {
    String id = call.path("id");
    return workers
        .remove(id)
        .map(
            existed ->
                ApiAnswer.ok(ApiAnswer.success().put("workerId", id).put("existed", existed)));
  }

  private Uni<ApiAnswer> list() {
    List<WorkerView> all = views.all();
    ObjectNode answer = ApiAnswer.success();
    ArrayNode items = answer.putArray("workers");
    all.forEach(worker -> items.add(view(worker)));
    answer.put("totalWorkers", all.size());
    answer.put("idleWorkers", count(all, "IDLE"));
    answer.put("busyWorkers", count(all, "BUSY"));
    answer.put("unhealthyWorkers", count(all, "UNHEALTHY"));
    return Uni.createFrom().item(ApiAnswer.ok(answer));
  }

  private static long count(List<WorkerView> workers, String status) {
    return workers.stream().filter(worker -> worker.status().equals(status)).count();
  }

  private ObjectNode view(WorkerView worker) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("workerId", worker.workerId());
    view.put("status", worker.status());
    view.put("hostname", worker.hostname());
    // Dashboards look into it as a text for every worker.
    view.put("os", Objects.requireNonNullElse(worker.os(), "unknown"));
    view.put("cpuCount", worker.cpuCount());
    view.put("cpuUsage", worker.cpuUsage());
    view.put("ramTotalMb", worker.ramTotalMb());
    view.put("ramFreeMb", worker.ramFreeMb());
    view.put("lastHeartbeat", worker.lastHeartbeatAt().toEpochMilli());
    ArrayNode jobs = view.putArray("currentJobIds");
    worker.running().forEach(attempt -> jobs.add(attempt.jobId()));
    view.put("reservedCpu", worker.reservedCpu());
    view.put("reservedRamMb", worker.reservedRamMb());
    view.put("cooldownUntil", ApiAnswer.millis(worker.cooldownUntil()));
    view.put("updatedAt", worker.lastHeartbeatAt().toEpochMilli());
    containers.addTo(view, worker.workerId());
    return view;
  }
}
