package dev.sluice.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

class LastEventIdTest {
  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final MultiMap query = MultiMap.caseInsensitiveMultiMap();

  @Test
  void of_headerAndParameter_theHeaderWins() {
    headers.add("Last-Event-ID", "2");
    query.add("after", "1");

    assertThat(LastEventId.of(headers, query)).isEqualTo(new LastEventId("2", "Last-Event-ID"));
  }

  @Test
  void of_emptyHeader_theParameterCounts() {
    headers.add("Last-Event-ID", "");
    query.add("after", "1");

    assertThat(LastEventId.of(headers, query)).isEqualTo(new LastEventId("1", "after"));
  }

  @Test
  void of_neither_isNull() {
    assertThat(LastEventId.of(headers, query)).isNull();
  }
}
