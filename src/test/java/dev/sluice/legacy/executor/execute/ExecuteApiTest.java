package dev.sluice.legacy.executor.execute;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.sluice.agent.Agent;
import dev.sluice.agent.AgentConfig;
import dev.sluice.app.TestStore;
import dev.sluice.e2e.Eventually;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /api/execute} on a whole server, with an agent of Sluice. */
@QuarkusTest
@QuarkusTestResource(value = TestStore.class, restrictToAnnotatedClass = true)
@Timeout(120)
@SuppressWarnings("NullAway.Init") // JUnit and Quarkus set the fields
class ExecuteApiTest {
  private static final String LINE = "-".repeat(80) + "\n";
  private static final String END = "\n" + "=".repeat(80) + "\nExecution completed!\n";

  @TestHTTPResource("/")
  URI server;

  @TempDir Path directory;
  private Agent agent;

  @BeforeEach
  void start() throws IOException {
    agent = Agent.start(new AgentConfig(server).name("executes").maxParallel(4).workDir(directory));
  }

  @AfterEach
  void end() {
    agent.close();
  }

  @Test
  void direct_command_isAnsweredWithItsOutput() {
    Response answer = execute("cat in.txt; echo oops >&2", null);

    answer.then().statusCode(200).contentType(startsWith("text/event-stream"));
    assertThat(answer.asString()).startsWith("> cat in.txt; echo oops >&2\n" + LINE).endsWith(END);
    assertThat(answer.asString()).contains("from the ZIP\n").contains("oops\n");
    given()
        .get("/v1/jobs/" + answer.header("X-Exec-Id"))
        .then()
        .body("status", equalTo("COMPLETED"))
        .body("max_retries", equalTo(0));
  }

  @Test
  void direct_commandWithoutOutput_saysHowItEnded() {
    assertThat(execute("true", "direct").asString())
        .isEqualTo("> true\n" + LINE + "Command executed successfully with no output\n" + END);
    assertThat(execute("exit 3", "direct").asString())
        .isEqualTo("> exit 3\n" + LINE + "Command failed with exit code 3\n" + END);
    assertThat(execute("echo x; exit 3", "direct").asString())
        .isEqualTo("> echo x; exit 3\n" + LINE + "x\n" + END);
  }

  @Test
  void distributed_command_isAJob() {
    Response answer = execute("cat in.txt", "distributed");

    String job = answer.header("X-Job-Id");
    answer
        .then()
        .statusCode(200)
        .body("success", equalTo(true))
        .body("jobId", equalTo(job))
        .body("mode", equalTo("distributed"));
    String url = answer.path("checkStatusUrl");
    Eventually.until("the end", () -> given().get(url).path("status").equals("COMPLETED"));
    given()
        .get(url)
        .then()
        .body("stdout", equalTo("from the ZIP\n"))
        .body("filename", equalTo("in.zip"));
  }

  @Test
  void delete_runningCommand_stopsIt() throws Exception {
    try (Socket client = ask("echo begun; sleep 1000")) {
      BufferedReader lines = reader(client);
      String id = header(lines, "x-exec-id: ");
      awaitLine(lines, "begun");

      stop(id).then().statusCode(200).body("stopped", equalTo(true));

      awaitLine(lines, "Job cancelled by user");
      awaitLine(lines, "Execution completed!");
      stop(id).then().statusCode(200).body("stopped", equalTo(true));
    }
  }

  @Test
  void client_leaves_stopsItsCommand() throws Exception {
    String id;
    try (Socket client = ask("echo begun; sleep 1000")) {
      BufferedReader lines = reader(client);
      id = header(lines, "x-exec-id: ");
      awaitLine(lines, "begun");
    }

    Eventually.until(
        "a cancelled job", () -> given().get("/v1/jobs/" + id).path("status").equals("CANCELLED"));
  }

  @Test
  void badInput_isRefusedAndLeavesNoFile() {
    List<String> before = files();

    refused(execute("", null), "commands is required");
    refused(execute("true", "sideways"), "mode must be direct or distributed");
    refused(
        given().multiPart("commands", "true").post("/api/execute"),
        "file must be a part of the form that has a filename");
    refused(
        given().contentType("application/json").body("{}").post("/api/execute"),
        "file must be a part of a form (multipart/form-data)");
    refused(stopWith("{}"), "execId is required");
    refused(stopWith("{\"execId\":7}"), "execId must be a string");
    stop("unknown").then().statusCode(404);

    assertThat(files()).isEqualTo(before);
  }

  private static void refused(Response answer, String why) {
    answer.then().statusCode(400).body("error", equalTo(why));
  }

  private static List<String> files() {
    return given().get("/api/files/list").path("files.fileId");
  }

  private static Response execute(String command, @Nullable String mode) {
    var request =
        given()
            .multiPart("file", "in.zip", zip(), "application/zip")
            .multiPart("commands", command);
    return (mode == null ? request : request.multiPart("mode", mode)).post("/api/execute");
  }

  private static Response stop(String id) {
    return stopWith("{\"execId\":\"" + id + "\"}");
  }

  private static Response stopWith(String body) {
    return given().contentType("application/json").body(body).delete("/api/execute");
  }

  private static byte[] zip() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("in.txt"));
      zip.write("from the ZIP\n".getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  /** Sends a form on a connection of its own. */
  private Socket ask(String command) throws IOException {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.write(
        ("--b\r\nContent-Disposition: form-data; name=\"commands\"\r\n\r\n" + command + "\r\n")
            .getBytes(UTF_8));
    form.write(
        ("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"in.zip\"\r\n"
                + "Content-Type: application/zip\r\n\r\n")
            .getBytes(UTF_8));
    form.write(zip());
    form.write("\r\n--b--\r\n".getBytes(UTF_8));
    Socket client = new Socket(server.getHost(), server.getPort());
    client.setSoTimeout(30_000);
    String head =
        "POST /api/execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + form.size()
            + "\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n";
    client.getOutputStream().write(head.getBytes(UTF_8));
    client.getOutputStream().write(form.toByteArray());
    return client;
  }

  private static BufferedReader reader(Socket client) throws IOException {
    return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
  }

  private static String header(BufferedReader lines, String name) throws IOException {
    return awaitLine(lines, name).substring(name.length());
  }

  private static String awaitLine(BufferedReader lines, String start) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.regionMatches(true, 0, start, 0, start.length())) {
        return line;
      }
    }
    throw new AssertionError("no line starts with " + start);
  }
}
