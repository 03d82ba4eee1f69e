package dev.sluice.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.app.TestStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another account of the machine is refused. Needs root, to act as another account. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class AccountGuardTest {
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final Path CURL = Path.of("/usr/bin/curl");

  @BeforeEach
  void requireRoot() throws IOException {
    assumeTrue(LocalAccounts.areKnown() && LocalAccounts.own() == 0);
    assumeTrue(Files.isExecutable(SETPRIV) && Files.isExecutable(CURL));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/jobs",
    "GET, /v1/jobs",
    "POST, /v1/workers",
    "POST, /v1/workers/a/poll",
    "POST, /v1/jobs/a/output",
    "OPTIONS, /v1/jobs"
  })
  void request_ofAnotherAccount_isRefusedNamingBoth(String method, String path) throws IOException {
    String answer = asUid(65534, "-X", method, "-d", "{\"operation\":\"status\"}", url(path));

    assertThat(answer)
        .contains("\"status\":403", "\"code\":\"other_account\"", "uid 65534")
        .contains("(uid 0)", "SLUICE_API_TOKEN");
  }

  @Test
  void request_ofAnotherAccountToAnOlderRoute_isRefusedInItsForm() throws IOException {
    assertThat(asUid(65534, url("/api/jobs/list"))).contains("{\"error\":", "uid 65534");
  }

  @Test
  void request_ofAnotherAccountOnAnIdleConnection_isRefusedAgain() throws IOException {
    String answer = asUid(65534, url("/v1/jobs"), url("/v1/stats"));

    assertThat(answer.split("other_account", -1)).hasSize(3);
  }

  @Test
  void request_ofRoot_isServed() throws IOException {
    assertThat(asUid(0, url("/v1/stats"))).contains("queue_length");
    given().get("/v1/stats").then().statusCode(200);
  }

  @Test
  void health_ofAnotherAccount_isServed() throws IOException {
    assertThat(asUid(65534, url("/q/health/ready"))).contains("UP");
  }

  private static String url(String path) {
    return RestAssured.baseURI + ":" + RestAssured.port + path;
  }

  private static String asUid(int uid, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(SETPRIV.toString(), "--reuid", "" + uid, "--clear-groups", CURL.toString()));
    command.addAll(List.of("-sS", "-m", "20"));
    command.addAll(List.of(arguments));
    Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
    curl.getOutputStream().close();
    return new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
