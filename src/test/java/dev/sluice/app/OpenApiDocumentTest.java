package dev.sluice.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.sluice.wire.Json;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the document, which is written by hand, with the routes that the server has. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class OpenApiDocumentTest {
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "patch", "delete");

  @Inject Router router;

  @Test
  void document_operations_areTheRoutesOfTheServer() throws Exception {
    Set<String> served = new TreeSet<>();
    served.addAll(resources());
    served.addAll(routes());

    assertThat(served).contains("POST /v1/jobs", "GET /v1/jobs/{}/stream");
    assertThat(documented()).isEqualTo(served);
  }

  /** Parsers differ in which of two duplicates they take. */
  @Test
  void document_keys_areUnique() throws Exception {
    byte[] yaml = given().queryParam("format", "yaml").get("/q/openapi").asByteArray();
    YAMLMapper strict =
        YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    assertThat(strict.readTree(yaml).path("openapi").asText()).startsWith("3.");
    assertThatThrownBy(() -> strict.readTree("a: {b: 1, b: 2}")).hasMessageContaining("Duplicate");
  }

  @Test
  void document_unknownFormat_isRefused() {
    given()
        .queryParam("format", "xml")
        .get("/q/openapi")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", equalTo("format"));
  }

  /** A range or a default would hide an answer that the description lacks. */
  @Test
  void document_errors_areNamedByStatus() throws Exception {
    List<String> faults = new ArrayList<>();
    operations()
        .filter(operation -> !operation.name().startsWith("HEAD"))
        .forEach(
            operation -> {
              Set<String> named = new TreeSet<>();
              operation.node().path("responses").fieldNames().forEachRemaining(named::add);
              if (!named.containsAll(always(operation))) {
                faults.add(operation.name() + " lacks one of " + always(operation));
              }
              if (named.contains("default") || named.contains("4XX")) {
                faults.add(operation.name() + " does not name each error by its status");
              }
            });

    assertThat(faults).isEmpty();
  }

  /** What the guards and the store answer on every route. */
  private static Set<String> always(Operation operation) {
    Set<String> statuses = new TreeSet<>(Set.of("400", "403"));
    if (operation.name().contains(" /v1/")) {
      statuses.addAll(Set.of("401", "500", "503"));
    }
    if (operation.name().contains("{}")) {
      statuses.add("404");
    }
    if (operation.node().has("requestBody")) {
      statuses.addAll(Set.of("408", "413"));
    }
    return statuses;
  }

  private record Operation(String name, JsonNode node) {}

  private static Set<String> documented() throws Exception {
    Set<String> names = new TreeSet<>();
    operations().map(Operation::name).filter(n -> n.contains(" /v1/")).forEach(names::add);
    return names;
  }

  private static Stream<Operation> operations() throws Exception {
    String json = given().queryParam("format", "json").get("/q/openapi").asString();
    return Json.mapper().readTree(json).path("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .filter(member -> METHODS.contains(member.getKey()))
                    .map(
                        member ->
                            new Operation(
                                name(member.getKey(), path.getKey()), member.getValue())));
  }

  private Set<String> routes() {
    Set<String> names = new TreeSet<>();
    for (Route route : router.getRoutes()) {
      String path = route.getPath();
      if (path != null
          && path.startsWith("/v1/")
          && !path.endsWith("/")
          && route.methods() != null) {
        route.methods().forEach(method -> names.add(name(method.name(), path)));
      }
    }
    return names;
  }

  private static Set<String> resources() {
    Set<String> names = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice")) {
      type.tryGetAnnotationOfType(Path.class)
          .ifPresent(root -> type.getMethods().forEach(m -> add(names, root.value(), m)));
    }
    return names;
  }

  private static void add(Set<String> names, String root, JavaMethod method) {
    String rest = method.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
    for (Annotation annotation : method.reflect().getAnnotations()) {
      HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (http != null) {
        names.add(name(http.value(), root + rest));
      }
    }
  }

  /** Method and path without the names of parameters. */
  private static String name(String method, String path) {
    String template = path.replaceAll("\\{[^}]*}|:[a-z]+", "{}");
    return method.toUpperCase(Locale.ROOT) + ' ' + template;
  }
}
