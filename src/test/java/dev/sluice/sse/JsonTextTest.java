package dev.sluice.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Compares what Jackson reads from the JSON with two other decoders. */
class JsonTextTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Property(tries = 3_000)
  void write_anyBytes_decodesAsTheStandardRecommends(@ForAll("printed") byte[] bytes)
      throws IOException {
    assertThat(parsed(bytes)).isEqualTo(Utf8Reference.decode(bytes));
  }

  @Property(tries = 3_000)
  void write_bytesWithoutSurrogates_decodesAsTheJdk(@ForAll("printed") byte[] bytes)
      throws IOException {
    Assume.that(!hasSurrogate(bytes));

    assertThat(parsed(bytes)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }

  @Test
  void write_everyPairOfBytes_decodesAsTheStandardRecommends() throws IOException {
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        byte[] bytes = {(byte) a, (byte) b, 'x'};
        assertThat(parsed(bytes)).as("%02x %02x", a, b).isEqualTo(Utf8Reference.decode(bytes));
      }
    }
  }

  @Property(tries = 500)
  void write_anyBytes_staysOnOneLine(@ForAll("printed") byte[] bytes) {
    assertThat(json(bytes).toString(StandardCharsets.UTF_8)).doesNotContain("\n", "\r");
  }

  @Test
  void write_sliceOfLargerArray_readsTheSliceOnly() throws IOException {
    ByteBuffer whole = ByteBuffer.wrap("xxhéyy".getBytes(StandardCharsets.UTF_8));
    ByteBuilder out = new ByteBuilder(1);
    out.write("\"");

    JsonText.write(whole.slice(2, 3), out);

    out.write("\"");
    assertThat(MAPPER.readValue(out.toBuffer().getBytes(), String.class)).isEqualTo("hé");
  }

  /** Text, random bytes, and damaged text: leads and continuations near each other. */
  @Provide
  Arbitrary<byte[]> printed() {
    Arbitrary<byte[]> rubbish = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    Arbitrary<Byte> telling =
        Arbitraries.of(
                0x00, 0x0a, 0x0d, 0x22, 0x5c, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0,
                0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff)
            .map(Integer::byteValue);
    Arbitrary<byte[]> damaged = telling.array(byte[].class).ofMaxSize(12);
    Arbitrary<byte[]> text =
        Arbitraries.strings().ofMaxLength(20).map(s -> s.getBytes(StandardCharsets.UTF_8));
    return Arbitraries.oneOf(rubbish, damaged, text);
  }

  /** The JDK makes one replacement of an encoded surrogate; the standard, and browsers, three. */
  private static boolean hasSurrogate(byte[] bytes) {
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i - 1] == (byte) 0xED && (bytes[i] & 0xE0) == 0xA0) {
        return true;
      }
    }
    return false;
  }

  private static String parsed(byte[] bytes) throws IOException {
    return MAPPER.readValue(json(bytes).toByteArray(), String.class);
  }

  private static ByteArrayOutputStream json(byte[] bytes) {
    ByteBuilder out = new ByteBuilder(16);
    out.write("\"");
    JsonText.write(ByteBuffer.wrap(bytes), out);
    out.write("\"");
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(out.toBuffer().getBytes());
    return stream;
  }
}
