package dev.sluice.job.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.job.api.JobQuery.Parameters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobQueryTest {
  private static final Parameters ALL = new Parameters(List.of(), null, null, null, null, null);

  @Test
  void of_noParameters_listsAllInPagesOfFifty() {
    JobQuery query = ALL.with(null, null);

    assertThat(query.limit()).isEqualTo(50);
    assertThat(json(query)).isEqualTo("{}");
  }

  @Test
  void of_everyParameter_filtersByEach() {
    Parameters parameters =
        new Parameters(
            List.of("running, queued", "FAILED"),
            "t",
            "w",
            "exec",
            "2026-01-01T00:00:00Z",
            "2026-02-01T00:00:00+01:00");

    assertThat(json(parameters.with("1", null)))
        .contains("RUNNING", "QUEUED", "FAILED", "\"tags\": \"t\"", "\"workerId\": \"w\"")
        .contains("\"operation\": \"exec\"", "2026-01-01T00:00:00Z", "2026-01-31T23:00:00Z");
  }

  @Test
  void of_cursor_continuesAfterLastId() {
    String cursor = ALL.with(null, null).cursorAfter("job-5");

    JobQuery next = ALL.with("10", cursor);

    assertThat(json(next)).contains("\"$lt\": \"job-5\"");
  }

  @Test
  void of_cursorOfOtherFilters_isRefused() {
    String cursor = ALL.with(null, null).cursorAfter("job-5");
    Parameters other = new Parameters(List.of(), "t", null, null, null, null);

    assertThatThrownBy(() -> other.with(null, cursor))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("invalid_cursor");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          GONE, -, -, -, unknown_status
          -, '', -, -, invalid_value
          -, -, 2026-01-01, -, invalid_time
          -, -, +999999999-12-31T00:00:00Z, -, invalid_time
          -, -, -, 0, out_of_range
          -, -, -, 501, out_of_range
          -, -, -, x, out_of_range
          """)
  void of_invalidParameter_isRefused(
      String status, String tag, String after, String limit, String code) {
    List<String> statuses = status == null ? List.of() : List.of(status);
    Parameters parameters = new Parameters(statuses, tag, null, null, after, null);

    assertThatThrownBy(() -> parameters.with(limit, null))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith(code);
  }

  private static String json(JobQuery query) {
    return query
        .pageFilter()
        .toBsonDocument(
            org.bson.BsonDocument.class,
            org.bson.codecs.configuration.CodecRegistries.fromRegistries(
                com.mongodb.MongoClientSettings.getDefaultCodecRegistry(),
                org.bson.codecs.configuration.CodecRegistries.fromProviders(
                    new org.bson.codecs.EnumCodecProvider())))
        .toJson();
  }
}
