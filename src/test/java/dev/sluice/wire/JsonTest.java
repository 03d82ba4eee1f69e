package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.worker.RunningAttempt;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final ObjectMapper JSON = Json.mapper();

  @Test
  void write_record_isSnakeCaseWithoutNulls() throws JsonProcessingException {
    assertThat(JSON.writeValueAsString(new RunningAttempt("job-1", 2, false)))
        .isEqualTo("{\"job_id\":\"job-1\",\"attempt\":2,\"cancelling\":false}");
    assertThat(JSON.writeValueAsString(new Page<>(List.of(), null))).isEqualTo("{\"items\":[]}");
  }

  @Test
  void write_instant_isIso8601() throws JsonProcessingException {
    Instant noon = Instant.parse("2026-03-01T12:00:00Z");

    assertThat(JSON.writeValueAsString(noon)).isEqualTo("\"2026-03-01T12:00:00Z\"");
  }

  @Test
  void read_unknownField_isIgnored() throws JsonProcessingException {
    assertThat(JSON.readValue("{\"job_id\":\"j\",\"attempt\":1,\"new\":{}}", AttemptRef.class))
        .isEqualTo(new AttemptRef("j", 1));
  }
}
