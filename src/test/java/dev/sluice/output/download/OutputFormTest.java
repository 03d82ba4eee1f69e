package dev.sluice.output.download;

import static dev.sluice.output.Chunks.chunk;
import static dev.sluice.output.Chunks.err;
import static dev.sluice.output.Chunks.frame;
import static dev.sluice.output.Chunks.out;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.output.LogChunk;
import dev.sluice.wire.output.OutputChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutputFormTest {
  private final LogChunk chunk =
      chunk(1, 4, out("a"), err("\"b\"\n"), frame(OutputChannel.PROGRESS, "{}"), out("c"));

  @Test
  void encode_bytes_areBothStreamsInOrderWithoutProgress() {
    assertThat(encode(false, null, 0)).isEqualTo("a\"b\"\nc");
  }

  @Test
  void encode_oneStream_leavesOutTheOther() {
    assertThat(encode(false, "stdout", 0)).isEqualTo("ac");
    assertThat(encode(false, "stderr", 0)).isEqualTo("\"b\"\n");
  }

  @Test
  void encode_fromAnEntryOn_leavesOutThoseBefore() {
    assertThat(encode(false, null, 2)).isEqualTo("c");
  }

  @Test
  void encode_ndjson_isALineForEachEntryWithItsCursor() {
    assertThat(encode(true, null, 1).lines())
        .containsExactly(
            "{\"cursor\":\"1.4.1\",\"stream\":\"stderr\",\"text\":\"\\\"b\\\"\\n\","
                + "\"at\":\"2026-03-01T12:00:00Z\"}",
            "{\"cursor\":\"1.4.2\",\"stream\":\"progress\",\"text\":\"{}\","
                + "\"at\":\"2026-03-01T12:00:00Z\"}",
            "{\"cursor\":\"1.4\",\"stream\":\"stdout\",\"text\":\"c\","
                + "\"at\":\"2026-03-01T12:00:00Z\"}");
  }

  @Test
  void lines_oneStream_countsItsLinesOnly() {
    LogChunk lines = chunk(1, 0, out("a\n"), err("b\n"), err("c\n"));

    assertThat(OutputForm.of(false, null).lines().last(lines, 2).frames()).hasSize(1);
    assertThat(OutputForm.of(false, "stdout").lines().last(lines, 2).frames()).hasSize(3);
  }

  @Test
  void mediaType_bytesAndNdjson_differ() {
    assertThat(OutputForm.of(false, null).mediaType()).isEqualTo("text/plain;charset=UTF-8");
    assertThat(OutputForm.of(true, null).mediaType()).isEqualTo("application/x-ndjson");
  }

  @Test
  void of_unknownStream_isRefused() {
    assertThatThrownBy(() -> OutputForm.of(false, "progress"))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("invalid_value");
  }

  private String encode(boolean ndjson, @Nullable String stream, int from) {
    return OutputForm.of(ndjson, stream).encode(chunk, from).toString();
  }
}
