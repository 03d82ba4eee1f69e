package dev.sluice.output;

import static dev.sluice.output.Chunks.frame;
import static dev.sluice.output.Chunks.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TruncationTest {
  private static final int HEADER = OutputFrame.HEADER_BYTES;

  @Test
  void cut_framesPastTheLimit_keepsWhatFitsAndAppendsAGap() {
    List<OutputFrame> kept =
        Truncation.cut(List.of(out("abc"), out("def")), 2 * HEADER + 4, "1.7", 5);

    assertThat(kept)
        .extracting(Chunks::text)
        .containsExactly("abc", "d", "{\"from\":\"1.7\",\"to\":null,\"reason\":\"TRUNCATED\"}");
    assertThat(kept.get(2).channel()).isEqualTo(OutputChannel.GAP);
    assertThat(kept.get(2).at()).isEqualTo(5);
  }

  @Test
  void cut_limitInsideACharacter_dropsTheWholeCharacter() {
    List<OutputFrame> kept = Truncation.cut(List.of(out("a€")), HEADER + 3, "1.0", 0);

    assertThat(Chunks.text(kept.get(0))).isEqualTo("a");
  }

  @Test
  void cut_noRoom_keepsOnlyTheGap() {
    assertThat(Truncation.cut(List.of(out("a")), 0, "1.0", 0)).hasSize(1);
    assertThat(Truncation.cut(List.of(out("a")), HEADER, "1.0", 0)).hasSize(1);
    assertThat(Truncation.cut(List.of(out("a")), -5, "1.0", 0)).hasSize(1);
    assertThat(Truncation.cut(List.of(out("€")), HEADER + 2, "1.0", 0)).hasSize(1);
  }

  @Test
  void cut_progressThatDoesNotFit_dropsItWhole() {
    OutputFrame progress = frame(OutputChannel.PROGRESS, "{\"progress\":50}");

    assertThat(Truncation.cut(List.of(progress), HEADER + 5, "1.0", 0)).hasSize(1);
  }

  @Test
  void cut_bytesThatAreNotUtf8_cutsAtTheLimit() {
    byte[] continuations = new byte[10];
    Arrays.fill(continuations, (byte) 0x80);

    List<OutputFrame> kept = Truncation.cut(List.of(out(continuations)), HEADER + 6, "1.0", 0);

    assertThat(Chunks.bytes(kept.get(0))).hasSize(6);
  }

  @Property(tries = 1_000)
  void cut_anyText_keepsAsManyWholeCharactersAsFit(
      @ForAll @Size(max = 5) List<List<@IntRange(max = 3) Integer>> frames,
      @ForAll @IntRange(max = 100) int room) {
    String[] alphabet = {"a", "é", "€", "😀"};
    List<OutputFrame> all = new ArrayList<>();
    for (List<Integer> letters : frames) {
      StringBuilder one = new StringBuilder();
      letters.forEach(letter -> one.append(alphabet[letter]));
      all.add(out(one.toString()));
    }

    List<OutputFrame> kept = Truncation.cut(all, room, "1.0", 0);

    StringBuilder shown = new StringBuilder();
    kept.subList(0, kept.size() - 1).forEach(f -> shown.append(Chunks.text(f)));
    assertThat(shown.toString()).isEqualTo(naive(all, room));
  }

  /** Character by character: what fits when each frame that has text also has a header. */
  private static String naive(List<OutputFrame> frames, int room) {
    StringBuilder fitting = new StringBuilder();
    int size = 0;
    for (OutputFrame frame : frames) {
      String text = Chunks.text(frame);
      size += text.isEmpty() ? 0 : HEADER;
      for (int cp : text.codePoints().toArray()) {
        size += Character.toString(cp).getBytes(StandardCharsets.UTF_8).length;
        if (size > room) {
          return fitting.toString();
        }
        fitting.appendCodePoint(cp);
      }
    }
    return fitting.toString();
  }
}
