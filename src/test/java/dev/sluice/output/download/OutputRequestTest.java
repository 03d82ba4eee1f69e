package dev.sluice.output.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.output.Cursor;
import dev.sluice.wire.output.OutputChannel;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputRequestTest {
  private final MultiMap query = MultiMap.caseInsensitiveMultiMap();

  @Test
  void of_nothingGiven_isTheLastAttemptAsBytes() {
    assertThat(read(null))
        .isEqualTo(
            new OutputRequest(
                "job-1", new OutputForm(false, null), OutputRequest.LAST, null, null));
  }

  @Test
  void of_everyParameter_isRead() {
    query.add("stream", "stderr").add("attempt", "all").add("after", "1.2").add("tail", "5");

    assertThat(read("application/x-ndjson"))
        .isEqualTo(
            new OutputRequest(
                "job-1",
                new OutputForm(true, OutputChannel.STDERR),
                OutputRequest.ALL,
                new Cursor(1, 3, 0),
                5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream=both", "attempt=0", "attempt=x", "after=1", "tail=x", "lines=3"})
  void of_wrongParameter_isRefusedNamingIt(String parameter) {
    String[] pair = parameter.split("=");
    query.add(pair[0], pair[1]);

    assertThatThrownBy(() -> read(null))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(": " + pair[0] + " ");
  }

  private OutputRequest read(@Nullable String accept) {
    return OutputRequest.of(accept, query, "job-1");
  }
}
