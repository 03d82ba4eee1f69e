package dev.sluice.app.wire;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import dev.sluice.http.StoreAnswers;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;

/** What the caller of a write learned. */
final class Told {
  private Told() {}

  /** A client may repeat a call that was answered with 503; every other answer is final. */
  static boolean done(Response response) {
    if (response.statusCode() == 503) {
      assertThat(response.header("Retry-After")).isNotNull();
      assertThat(response.path("code").toString()).isEqualTo("store_unavailable");
      return false;
    }
    assertThat(response.statusCode()).as(response.asString()).isBetween(200, 299);
    return true;
  }

  /** A duty repeats a call that failed because of the store. */
  static boolean done(Uni<?> call) {
    try {
      result(call);
      return true;
    } catch (MongoException e) {
      assertThat(StoreAnswers.isUnavailable(e)).as(e.toString()).isTrue();
      return false;
    }
  }
}
