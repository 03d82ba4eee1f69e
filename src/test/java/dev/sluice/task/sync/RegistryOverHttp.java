package dev.sluice.task.sync;

import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.task.sources.ConflictPolicy;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/** For tests of the registry over HTTP: the test fills it with syncs of its own. */
public abstract class RegistryOverHttp {
  @Inject SyncRunner runner;

  public final String name = "t" + UUID.randomUUID().toString().replace("-", "");

  /** Syncs with a single source that rejects other content. */
  public void sync(Tasks... tasks) {
    syncAs(ConflictPolicy.REJECT, tasks);
  }

  public void syncAs(ConflictPolicy policy, Tasks... tasks) {
    result(runner.run(List.of(Tasks.under(policy, Tasks.view("first", tasks))), false));
  }

  public static void wrong(String path, String field, String code) {
    given()
        .get(path)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo(code))
        .body("errors[0].field", equalTo(field));
  }

  public static void notFound(String path, String code) {
    given()
        .urlEncodingEnabled(false)
        .get(path)
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("code", equalTo(code));
  }
}
