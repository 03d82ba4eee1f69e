package dev.sluice.source.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.source.SettingsReader;
import dev.sluice.source.SourceSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedRefsTest {
  private static AllowedRefs refs(String text) {
    SourceSettings settings = new SourceSettings("s", "git", Map.of("allowed-refs", text));
    return new SettingsReader(settings).read(AllowedRefs::read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          main             | refs/heads/main        | true
          main             | refs/tags/main         | true
          main             | refs/heads/main2       | false
          refs/heads/main  | refs/heads/main        | true
          refs/heads/main  | refs/tags/main         | false
          main, release/*  | refs/heads/release/1.0 | true
          release/*        | refs/heads/release/1/2 | false
          release/**       | refs/heads/release/1/2 | true
          v*               | refs/tags/v1.0         | true
          v*               | refs/heads/x/v1        | false
          *                | refs/heads/main        | true
          """)
  void allows_pattern_matchesShortOrFullName(String patterns, String ref, boolean allowed) {
    assertThat(refs(patterns).allows(ref)).isEqualTo(allowed);
  }

  @Test
  void read_absent_allowsAll() {
    AllowedRefs all =
        new SettingsReader(new SourceSettings("s", "git", Map.of())).read(AllowedRefs::read);

    assertThat(all.allows("refs/heads/any")).isTrue();
  }
}
