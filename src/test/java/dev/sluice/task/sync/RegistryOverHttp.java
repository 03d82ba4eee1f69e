package dev.sluice.task.sync;

import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** For tests of the registry over HTTP: what it holds is put there by syncs of the test. */
public abstract class RegistryOverHttp {
  @Inject SyncStep step;

  public final String name = "t" + UUID.randomUUID().toString().replace("-", "");

  /** The only source of the registry, which rejects other content. */
  public void sync(Tasks... tasks) {
    syncAs(ConflictPolicy.REJECT, tasks);
  }

  public void syncAs(ConflictPolicy policy, Tasks... tasks) {
    List<Found> found = Stream.of(tasks).map(task -> task.in("first").found()).toList();
    SourceView view = new SourceView("first", found, Set.of(), true);
    result(step.run(new Showing(List.of(view), List.of(), Map.of("first", policy)), false));
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
