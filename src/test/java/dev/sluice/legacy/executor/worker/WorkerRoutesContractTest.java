package dev.sluice.legacy.executor.worker;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.job.Jobs;
import dev.sluice.legacy.executor.ServedApi;
import dev.sluice.legacy.executor.ServedApi.Json;
import dev.sluice.store.PlainStore;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Worker;
import dev.sluice.worker.Workers;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PlainStore.class)
class WorkerRoutesContractTest {
  @Inject WorkerRoutes routes;
  @Inject ProblemAnswer problems;
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject Jobs jobs;
  @Inject Vertx vertx;

  private final String id = "worker-" + UUID.randomUUID();
  private ServedApi api;

  @BeforeEach
  void serve() {
    api = ServedApi.serve(vertx, problems, routes);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void register_newWorker_isAWorkerOfTheFleet() {
    Json answer =
        api.post(
            "/api/workers/register",
            """
            {'workerId': '%s', 'hostname': 'old-1', 'os': 'linux', 'cpuCount': '8', 'cpuUsage': 3.5,
             'ramTotalMb': 16384.4, 'ramFreeMb': 8000, 'osType': 'Linux', 'version': '2.0.0-docker',
             'status': 'IDLE'}\
            """
                .formatted(id));

    answer.is(200);
    assertThat(answer.body().toString())
        .isEqualTo(
            """
            {"success":true,"workerId":"%s","message":"Worker %s registered successfully"}\
            """
                .formatted(id, id));
    Worker stored = result(workers.find(id));
    assertThat(stored.hostname).isEqualTo("old-1");
    assertThat(stored.cpuCount).isEqualTo(8);
    assertThat(stored.ramTotalMb).isEqualTo(16_384);
    assertThat(stored.maxParallel).isEqualTo(4);
    assertThat(stored.capabilities).containsExactly("exec", "zip");
  }

  @Test
  void register_onlyWhatIsRequired_hasDefaults() {
    api.post("/api/workers/register", "{'workerId': '%s', 'hostname': 'h'}".formatted(id)).is(200);

    JsonNode listed = listed(id);
    assertThat(listed.path("os").asText()).isEqualTo("unknown");
    assertThat(listed.path("cpuCount").asDouble()).isEqualTo(1);
    assertThat(listed.path("status").asText()).isEqualTo("IDLE");
  }

  @Test
  void register_again_isANewIncarnation() {
    register();
    String before = result(workers.find(id)).incarnation;

    register();

    assertThat(result(workers.find(id)).incarnation).isNotEqualTo(before);
  }

  @Test
  void register_nameOfALiveSluiceWorker_isRefused() {
    String name = RegisteredWorker.register(membership, workers, jobs).id();

    Json answer =
        api.post("/api/workers/register", "{'workerId': '%s', 'hostname': 'h'}".formatted(name));

    answer.is(409);
    assertThat(answer.text("error")).contains("must be another name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'hostname': 'h'} | workerId and hostname are required",
        "{'workerId': 'w'} | workerId and hostname are required",
        "{'workerId': '', 'hostname': 'h'} | workerId and hostname are required",
        "{'workerId': 7, 'hostname': 'h'} | workerId must be a string",
        "{'workerId': 'w', 'hostname': ['h']} | hostname must be a string",
        "{'workerId': 'w', 'hostname': 'h', 'os': 1} | os must be a string",
        "[] | the body must be a JSON object",
        "{ | the body must be a JSON object",
        "\"\" | the body must be a JSON object",
      })
  void register_wrongBody_isRefused(String body, String error) {
    Json answer = api.post("/api/workers/register", body);

    answer.is(400);
    assertThat(answer.body().toString()).isEqualTo("{\"error\":\"" + error + "\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "a/b", "ü"})
  void register_idThatSluiceCannotHave_isRefused(String other) {
    Json answer =
        api.post("/api/workers/register", "{'workerId': '%s', 'hostname': 'h'}".formatted(other));

    answer.is(400);
    assertThat(answer.text("error")).startsWith("workerId may have");
  }

  @Test
  void register_wrongNumbers_countAsAbsent() {
    api.post(
            "/api/workers/register",
            "{'workerId': '%s', 'hostname': 'h', 'cpuCount': 'x', 'ramTotalMb': {}}".formatted(id))
        .is(200);

    assertThat(result(workers.find(id)).cpuCount).isEqualTo(1);
  }

  @Test
  void listByRegister_isGone() {
    Json answer = api.get("/api/workers/register").is(410);

    assertThat(answer.body().toString()).isEqualTo("{\"error\":\"Use /api/workers/list\"}");
  }

  @Test
  void heartbeat_registeredWorker_isShown() {
    register();
    long before = result(workers.find(id)).lastHeartbeatAt.toEpochMilli();

    Json answer =
        api.post(
            "/api/workers/heartbeat",
            """
            {'workerId': '%s', 'cpuUsage': '12.5', 'ramFreeMb': 77, 'ramTotalMb': '2000',
             'status': 'BUSY', 'dockerContainers': 2, 'dockerCpuUsage': 1.5, 'dockerMemoryMb': 300}\
            """
                .formatted(id));

    answer.is(200);
    assertThat(answer.body().toString())
        .isEqualTo("{\"success\":true,\"workerId\":\"%s\",\"timestamp\":%d}".formatted(id, before));
    JsonNode listed = listed(id);
    assertThat(listed.path("cpuUsage").asDouble()).isEqualTo(12.5);
    assertThat(listed.path("ramFreeMb").asLong()).isEqualTo(77);
    assertThat(listed.path("ramTotalMb").asLong()).isEqualTo(2_000);
    assertThat(listed.path("dockerContainers").asDouble()).isEqualTo(2);
    assertThat(listed.path("dockerMemoryMb").asDouble()).isEqualTo(300);
  }

  @Test
  void heartbeat_withoutNumbers_keepsTheLastOnes() {
    register();
    api.post("/api/workers/heartbeat", "{'workerId': '%s', 'ramFreeMb': 50}".formatted(id)).is(200);

    api.post("/api/workers/heartbeat", "{'workerId': '%s'}".formatted(id)).is(200);

    assertThat(listed(id).path("ramFreeMb").asLong()).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'workerId': 'unknown'} | 404 | Worker not found",
        "{'cpuUsage': 5} | 400 | workerId is required",
        "{'workerId': 5} | 400 | workerId must be a string",
      })
  void heartbeat_wrongBody_isRefused(String body, int status, String error) {
    Json answer = api.post("/api/workers/heartbeat", body).is(status);

    assertThat(answer.body().toString()).isEqualTo("{\"error\":\"" + error + "\"}");
  }

  @Test
  void heartbeat_ofASluiceWorker_isRefused() {
    String name = RegisteredWorker.register(membership, workers, jobs).id();

    api.post("/api/workers/heartbeat", "{'workerId': '%s', 'cpuUsage': 99}".formatted(name))
        .is(404);

    assertThat(result(workers.find(name)).cpuUsage).isZero();
  }

  @Test
  void list_fleet_hasWorkersOfBothKindsAndCounts() {
    register();
    String other = RegisteredWorker.register(membership, workers, jobs).id();

    JsonNode answer = api.get("/api/workers/list").is(200).body();

    assertThat(answer.path("success").asBoolean()).isTrue();
    assertThat(answer.path("workers").findValuesAsText("workerId")).contains(id, other);
    assertThat(answer.path("totalWorkers").asInt()).isEqualTo(answer.path("workers").size());
    assertThat(answer.path("idleWorkers").asInt()).isPositive();
    assertThat(answer.path("workers")).allMatch(worker -> worker.path("os").isTextual());
    assertThat(answer.path("workers")).allMatch(worker -> worker.path("lastHeartbeat").isNumber());
  }

  @Test
  void remove_olderWorker_saysWhetherItWasThere() {
    register();

    assertThat(remove(id).is(200).body().toString())
        .isEqualTo("{\"success\":true,\"workerId\":\"%s\",\"existed\":true}".formatted(id));
    assertThat(remove(id).is(200).body().path("existed").asBoolean()).isFalse();
    api.post("/api/workers/heartbeat", "{'workerId': '%s'}".formatted(id)).is(404);
  }

  @Test
  void remove_sluiceWorker_isRefused() {
    String name = RegisteredWorker.register(membership, workers, jobs).id();

    remove(name).is(403);

    assertThat(result(workers.find(name)).deleted).isFalse();
  }

  @Test
  void call_otherMethodOrPath_isAnsweredAsAnError() {
    assertThat(api.call("PATCH", "/api/workers/list", "").is(405).body().has("error")).isTrue();
    assertThat(api.get("/api/nothing").is(404).body().has("error")).isTrue();
    assertThat(api.raw("OPTIONS", "/api/workers/list").status()).isEqualTo(204);
    assertThat(api.raw("OPTIONS", "/api/workers/list").header("Allow")).isEqualTo("GET, OPTIONS");
  }

  private Json remove(String worker) {
    return api.call("DELETE", "/api/workers/" + worker, "");
  }

  private void register() {
    api.post("/api/workers/register", "{'workerId': '%s', 'hostname': 'h'}".formatted(id)).is(200);
  }

  private JsonNode listed(String worker) {
    for (JsonNode each : api.get("/api/workers/list").is(200).body().path("workers")) {
      if (each.path("workerId").asText().equals(worker)) {
        return each;
      }
    }
    throw new AssertionError("not listed: " + worker);
  }
}
