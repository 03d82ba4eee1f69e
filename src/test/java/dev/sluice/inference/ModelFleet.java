package dev.sluice.inference;

import static io.restassured.RestAssured.given;

import dev.sluice.agent.Agent;
import dev.sluice.agent.AgentConfig;
import dev.sluice.agent.FakeModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/** An agent with a process of a model, whose requests a {@link FakeModel} answers. */
final class ModelFleet implements AutoCloseable {
  final String modelId = "model-" + UUID.randomUUID();
  final FakeModel model;
  final String process;
  private final Agent agent;
  private final URI server;

  ModelFleet(URI server, Path directory, int slots) throws IOException {
    this.server = server;
    this.agent =
        Agent.start(
            new AgentConfig(server).name("node-of-" + modelId).maxParallel(1).workDir(directory));
    int port = FakeModel.freePort();
    this.process =
        submit(
            "{'operation':'process_spawn','command':'exec sleep 1000','model_id':'%s','port':%d,"
                    .formatted(modelId, port)
                + "'process_slots':%d,'requirements':{'labels':{'worker_id':'%s'}},'start':true}"
                    .formatted(slots, agent.workerId()));
    await(process, "READY");
    this.model = new FakeModel(port);
  }

  String infer(String more) {
    return submit("{'operation':'infer','model':'%s','start':true,%s}".formatted(modelId, more));
  }

  static String submit(String body) {
    return given()
        .body(body.replace('\'', '"'))
        .post("/v1/jobs")
        .then()
        .statusCode(201)
        .extract()
        .path("job_id");
  }

  /** Reads the events of a job up to one that holds the text; returns what was read. */
  String await(String job, String text) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v1/jobs/" + job + "/stream"))
            .header("Accept", "text/event-stream")
            .build();
    StringBuilder read = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body(),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        read.append(line).append('\n');
        if (line.contains(text)) {
          return read.toString();
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    throw new AssertionError("no " + text + " in:\n" + read);
  }

  @Override
  public void close() throws IOException {
    agent.close();
    model.close();
  }
}
