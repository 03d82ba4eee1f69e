package dev.sluice.task.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.not;

import dev.sluice.app.TestStore;
import dev.sluice.bundle.Zips;
import dev.sluice.bundle.form.TaskFolder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The validation of a ZIP. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class TaskValidationTest {
  @TempDir Path directory;

  @Test
  void validate_invalidZip_namesEveryField() {
    TaskFolder folder =
        TaskFolder.addition(directory)
            .with("metadata.json", "{\"name\": \"a/b\", \"version\": \"latest\"}")
            .with("input.schema.json", "{\"$ref\": \"file:///etc/passwd\"}")
            .without("main.js");

    given()
        .body(Zips.of(folder.path(), "").bytes())
        .post("/v1/tasks/validate")
        .then()
        .statusCode(200)
        .body("valid", equalTo(false))
        .body(
            "errors.field",
            containsInAnyOrder("metadata.name", "metadata.version", "script", "input_schema.$ref"))
        .body(
            "errors.code",
            containsInAnyOrder(
                "invalid_name", "invalid_version", "missing_file", "outside_reference"))
        .body("errors.message", everyItem(not(emptyString())));
  }

  @ParameterizedTest
  @CsvSource({"function main( {, SyntaxError", "const main = 5;, NOT_CALLABLE"})
  void validate_brokenScript_isInvalid(String script, String why) {
    TaskFolder folder = TaskFolder.addition(directory).with("main.js", script);

    given()
        .body(Zips.of(folder.path(), "").bytes())
        .post("/v1/tasks/validate")
        .then()
        .statusCode(200)
        .body("valid", equalTo(false))
        .body("name", equalTo("addition"))
        .body("errors[0].field", equalTo("script"))
        .body("errors[0].code", equalTo("invalid_script"))
        .body("errors[0].message", containsString(why));
  }
}
