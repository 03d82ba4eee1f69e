package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.worker.WorkerRegistration;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationReaderTest {

  @Test
  void read_allFields_returnsThem() {
    WorkerRegistration read =
        read(
            """
            {"worker_id": "w.1", "hostname": "h", "os": "linux", "version": "1", "cpu_count": 0.5,
             "ram_total_mb": 64, "labels": {"a": "b"}, "max_parallel": 2,
             "capabilities": ["exec"]}\
            """);

    assertThat(read)
        .isEqualTo(
            new WorkerRegistration(
                "w.1", "h", "linux", "1", 0.5, 64, Map.of("a", "b"), 2, List.of("exec")));
  }

  @Test
  void read_requiredFieldsMissing_namesThemAll() {
    assertThat(errors("{}"))
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder("hostname", "cpu_count", "ram_total_mb", "max_parallel");
  }

  @Test
  void read_wrongFields_namesEachOnce() {
    assertThat(
            errors("{\"hostname\": 1, \"cpu_count\": 0, \"ram_total_mb\": 0, \"max_parallel\": 0}"))
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder("hostname", "cpu_count", "ram_total_mb", "max_parallel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "a/b", "server"})
  void read_invalidId_isRefused(String id) {
    String body =
        "{\"worker_id\": \"%s\", \"hostname\": \"h\", \"cpu_count\": 1, \"ram_total_mb\": 1,"
            + " \"max_parallel\": 1}";

    assertThat(errors(body.formatted(id)))
        .extracting(FieldError::field)
        .containsExactly("worker_id");
  }

  private static WorkerRegistration read(String body) {
    return RegistrationReader.read(JsonBody.object(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<FieldError> errors(String body) {
    ProblemException problem = catchThrowableOfType(ProblemException.class, () -> read(body));
    return Objects.requireNonNull(problem.problem().errors());
  }
}
