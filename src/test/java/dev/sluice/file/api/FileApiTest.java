package dev.sluice.file.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.sluice.app.TestStore;
import dev.sluice.file.Files;
import dev.sluice.text.Sha256;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files through all guards of the server. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class FileApiTest {
  /** More than the server takes of any other body. */
  private static final byte[] LONG = Files.bytes((17 << 20) + 3);

  @ParameterizedTest
  @EnumSource
  void file_longerThanOtherBodies_comesBackAsItWas(Version version)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(version).build();

    HttpResponse<String> created =
        client.send(
            HttpRequest.newBuilder(uri("/v1/files?filename=a.bin"))
                .expectContinue(version == Version.HTTP_1_1)
                .POST(BodyPublishers.ofByteArray(LONG))
                .build(),
            BodyHandlers.ofString());
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    URI file = uri(created.headers().firstValue("Location").orElseThrow());
    HttpResponse<byte[]> whole =
        client.send(HttpRequest.newBuilder(file).build(), BodyHandlers.ofByteArray());
    HttpResponse<byte[]> rest =
        client.send(
            HttpRequest.newBuilder(file).header("Range", "bytes=17000000-").build(),
            BodyHandlers.ofByteArray());

    assertThat(Arrays.equals(whole.body(), LONG)).isTrue();
    assertThat(rest.statusCode()).isEqualTo(206);
    assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(LONG, 17_000_000, LONG.length));
    given().delete(file.getPath()).then().statusCode(204);
  }

  @ParameterizedTest
  @EnumSource
  void form_longerThanOtherBodies_isStoredWhole(Version version)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(version).build();
    String head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";

    HttpResponse<String> created =
        client.send(
            HttpRequest.newBuilder(uri("/v1/files"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(
                    BodyPublishers.concat(
                        BodyPublishers.ofString(head),
                        BodyPublishers.ofByteArray(LONG),
                        BodyPublishers.ofString("\r\n--x--\r\n")))
                .build(),
            BodyHandlers.ofString());

    assertThat(created.body()).contains(new Sha256().add(LONG).hex());
    given().delete(created.headers().firstValue("Location").orElseThrow());
  }

  @Test
  void form_ofAClient_isListedAndDescribedUntilItIsDeleted() {
    String id =
        given()
            .multiPart("file", "b.txt", "hello".getBytes(UTF_8), "text/plain")
            .post("/v1/files")
            .then()
            .statusCode(201)
            .extract()
            .path("file_id");

    given().get("/v1/files/" + id + "/info").then().body("filename", equalTo("b.txt"));
    given().get("/v1/files").then().body("items.file_id", hasItem(id));
    given().get("/v1/files/" + id).then().body(equalTo("hello"));
    given().delete("/v1/files/" + id).then().statusCode(204);
    given().get("/v1/files").then().body("items.file_id", not(hasItem(id)));
    given().get("/v1/files/" + id).then().statusCode(404);
  }

  @Test
  void call_wrong_isRefused() {
    given().put("/v1/files").then().statusCode(405).header("Allow", containsString("POST"));
    given().body("x").post("/v1/files?name=x").then().statusCode(400);
    given().header("Content-Encoding", "gzip").body("x").post("/v1/files").then().statusCode(415);
    given().body("x").post("/v1/jobs/none/files").then().statusCode(400);
    given()
        .header("Sluice-Lease", "x")
        .body("x")
        .post("/v1/jobs/none/files")
        .then()
        .statusCode(404);
    given().get("/v1/jobs/none/files/f").then().statusCode(400);
  }

  private static URI uri(String path) {
    return URI.create("http://localhost:" + RestAssured.port + path);
  }
}
