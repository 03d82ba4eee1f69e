package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.worker.Device;
import dev.sluice.wire.worker.WorkerRegistration;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationReaderTest {

  @Test
  void read_allFields_returnsThem() {
    WorkerRegistration read =
        read(
            """
            {"worker_id": "w.1", "hostname": "h", "os": "linux", "version": "1", "cpu_count": 0.5,
             "ram_total_mb": 64, "labels": {"a": "b"}, "max_parallel": 2,
             "capabilities": ["exec"], "devices": [
               {"id": "CPU-0", "name": "a cpu", "device_type": "cpu"},
               {"id": "GPU-0", "name": "a gpu", "device_type": "gpu", "vram_gb": 24,
                "compute_capability": "8.9"}]}\
            """);

    assertThat(read)
        .isEqualTo(
            new WorkerRegistration(
                "w.1",
                "h",
                "linux",
                "1",
                0.5,
                64,
                Map.of("a", "b"),
                2,
                List.of("exec"),
                List.of(
                    new Device("CPU-0", "a cpu", "cpu", null, null),
                    new Device("GPU-0", "a gpu", "gpu", 24L, "8.9"))));
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

  @Test
  void read_absurdClaims_namesEach() {
    assertThat(
            errors(
                "{\"hostname\": \"h\", \"cpu_count\": 4097, \"ram_total_mb\": 1073741825,"
                    + " \"max_parallel\": 10001}"))
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder("cpu_count", "ram_total_mb", "max_parallel");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | devices",
        "[7] | devices[0]",
        "[{}] | devices[0].id devices[0].name devices[0].device_type",
        "[{'id':'a b','name':'n','device_type':'gpu'}] | devices[0].id",
        "[{'id':'a','name':'n','device_type':'GPU'}] | devices[0].device_type",
        "[{'id':'a','name':'n','device_type':'gpu','vram_gb':-1}] | devices[0].vram_gb",
        "[{'id':'a','name':'n','device_type':'gpu','vram_gb':0.5}] | devices[0].vram_gb",
        "[{'id':'a','name':'n','device_type':'gpu','compute_capability':''}] |"
            + " devices[0].compute_capability",
        "[{'id':'a','name':'n','device_type':'gpu','x':1}] | devices[0].x",
        "[{'id':'a','name':'n','device_type':'gpu'},{'id':'a','name':'n','device_type':'gpu'}] |"
            + " devices[1].id"
      })
  void read_wrongDevices_namesTheFields(String devices, String fields) {
    assertThat(errors(withDevices(devices.replace('\'', '"'))))
        .extracting(FieldError::field)
        .containsExactly(fields.split(" "));
  }

  @Test
  void read_tooManyDevices_isRefused() {
    String device = "{\"id\":\"%d\",\"name\":\"n\",\"device_type\":\"gpu\"}";
    List<String> devices = IntStream.range(0, 65).mapToObj(device::formatted).toList();

    assertThat(read(withDevices(devices.subList(0, 64).toString())).devices()).hasSize(64);
    assertThat(errors(withDevices(devices.toString())))
        .extracting(FieldError::code)
        .containsExactly("too_many");
  }

  private static String withDevices(String devices) {
    return "{\"hostname\": \"h\", \"cpu_count\": 1, \"ram_total_mb\": 1, \"max_parallel\": 1,"
        + " \"devices\": "
        + devices
        + "}";
  }

  private static WorkerRegistration read(String body) {
    return RegistrationReader.read(JsonBody.object(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<FieldError> errors(String body) {
    ProblemException problem = catchThrowableOfType(ProblemException.class, () -> read(body));
    return Objects.requireNonNull(problem.problem().errors());
  }
}
