package dev.sluice.sse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SseWriterTest {
  private final ByteBuilder out = new ByteBuilder(1);

  @Test
  void event_withId_writesTheThreeFields() {
    SseWriter.event("done", "{}", "1.2", out);

    assertThat(out.drainToString()).isEqualTo("event: done\ndata: {}\nid: 1.2\n\n");
  }

  @Test
  void event_withoutId_writesNoIdField() {
    assertThat(SseWriter.event("hello", "{}", null)).hasToString("event: hello\ndata: {}\n\n");
  }

  @Test
  void comment_textWithLineEnds_staysOneLine() {
    SseWriter.comment("a\r\nb\n", out);

    assertThat(out.drainToString()).isEqualTo(": a b \n\n");
  }
}
