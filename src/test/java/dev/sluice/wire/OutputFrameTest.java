package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputFrameTest {
  private static final String FRAMES =
      "01" + "0000000000000007" + "00000002" + "6869" + "02" + "0000000000000008" + "00000000";

  @Test
  void writeTo_frames_isTheDocumentedLayout() {
    ByteBuffer target = ByteBuffer.allocate(2 * OutputFrame.HEADER_BYTES + 2);

    new OutputFrame(OutputChannel.STDOUT, 7, ByteBuffer.wrap(new byte[] {'h', 'i'}))
        .writeTo(target);
    new OutputFrame(OutputChannel.STDERR, 8, ByteBuffer.allocate(0)).writeTo(target);

    assertThat(HexFormat.of().formatHex(target.array())).isEqualTo(FRAMES);
  }

  @Test
  void read_frames_returnsThemInOrder() {
    assertThat(OutputFrame.read(ByteBuffer.wrap(HexFormat.of().parseHex(FRAMES))))
        .containsExactly(
            new OutputFrame(OutputChannel.STDOUT, 7, ByteBuffer.wrap(new byte[] {'h', 'i'})),
            new OutputFrame(OutputChannel.STDERR, 8, ByteBuffer.allocate(0)));
  }

  @ParameterizedTest
  @CsvSource({
    "0100, cut short at byte 0",
    "0100000000000000070000000368, 3 bytes",
    "01000000000000000780000000, says",
    "09000000000000000700000000, unknown output channel 9",
  })
  void read_malformedBody_isRefused(String hex, String message) {
    ByteBuffer body = ByteBuffer.wrap(HexFormat.of().parseHex(hex));

    assertThatThrownBy(() -> OutputFrame.read(body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
