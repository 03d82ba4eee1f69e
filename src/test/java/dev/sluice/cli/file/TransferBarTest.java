package dev.sluice.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.archive.Meter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TransferBarTest {
  private static final int LARGE = (int) TransferBar.LARGE;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void moved_onATerminal_drawsEachPercentOnceAndIsRemoved() throws IOException {
    try (TransferBar bar = bar(LARGE, true)) {
      bar.moved(LARGE / 2);
      bar.moved(1);
      bar.moved(LARGE);
    }

    assertThat(shown())
        .isEqualTo(
            "\rsluice: uploading ["
                + "#".repeat(15)
                + ".".repeat(15)
                + "]  50 % of 8 MB "
                + "\rsluice: uploading ["
                + "#".repeat(30)
                + "] 100 % of 8 MB "
                + "\r\033[K");
  }

  @Test
  void moved_noTerminal_drawsNothing() throws IOException {
    try (TransferBar bar = bar(LARGE, false)) {
      bar.moved(LARGE);
    }

    assertThat(shown()).isEmpty();
  }

  @Test
  void moved_smallFile_drawsNothing() throws IOException {
    try (TransferBar bar = bar(LARGE - 1, true)) {
      bar.moved(LARGE);
    }

    assertThat(shown()).isEmpty();
  }

  @Test
  void moved_nextEndsIt_passesThatOn() {
    TransferBar bar =
        new TransferBar(
            print(),
            "uploading",
            LARGE,
            true,
            bytes -> {
              throw new IOException("stopped");
            });

    assertThatThrownBy(() -> bar.moved(LARGE)).hasMessage("stopped");
    assertThat(shown()).isEmpty();
  }

  private TransferBar bar(long total, boolean isTerminal) {
    return new TransferBar(print(), "uploading", total, isTerminal, Meter.NONE);
  }

  private PrintStream print() {
    return new PrintStream(err, true, StandardCharsets.UTF_8);
  }

  private String shown() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
