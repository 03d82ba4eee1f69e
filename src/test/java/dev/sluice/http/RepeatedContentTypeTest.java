package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedContentTypeTest {
  @Test
  void firstMediaType_headerSeveralTimes_isTheFirstThatIsOne() {
    assertThat(MediaTypeHeaders.firstMediaType(List.of("-1", " text/plain ", "application/json")))
        .contains("text/plain");
    assertThat(MediaTypeHeaders.firstMediaType(List.of("text/plain", "-1"))).contains("text/plain");
    assertThat(MediaTypeHeaders.firstMediaType(List.of("-1", ""))).isEmpty();
  }
}
