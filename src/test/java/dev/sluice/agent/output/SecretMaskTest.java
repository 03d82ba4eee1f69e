package dev.sluice.agent.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretMaskTest {
  @ParameterizedTest
  @CsvSource({
    "hunter2, a hunter2 b, a *** b",
    "hunter2, hunter2, ***",
    "hunter2, hunter2hunter2, ******",
    "hunter2, hunter, hunter",
    "hunter2, hunthunter2, hunt***",
    "aa, aaa, ***",
    "aba, ababa, ***",
    "€, 1€2, 1***2",
  })
  void mask_textInAnyTwoReads_hidesSecret(String secret, String text, String expected) {
    byte[] bytes = text.getBytes(UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      SecretMask mask = new SecretMask(List.of(secret));

      String masked =
          text(mask.mask(ByteBuffer.wrap(bytes, 0, cut)))
              + text(mask.mask(ByteBuffer.wrap(bytes, cut, bytes.length - cut)))
              + text(mask.rest());

      assertThat(masked).as("cut at byte %d", cut).isEqualTo(expected);
    }
  }

  @Test
  void mask_oneSecretStartsAnother_hidesTheLonger() {
    SecretMask mask = new SecretMask(List.of("abc", "abcdef", "ab"));

    assertThat(all(mask, "abcdef abcde ab")).isEqualTo("*** ***de ***");
  }

  @Test
  void mask_secretsOverlap_oneMaskCoversBoth() {
    assertThat(all(new SecretMask(List.of("abcd", "cdef")), "-abcdef-")).isEqualTo("-***-");
  }

  @Test
  void mask_startOfASecret_isHeldBackAndNothingElse() {
    SecretMask mask = new SecretMask(List.of("hunter2"));

    assertThat(text(mask.mask(wrap("password: hun")))).isEqualTo("password: ");
    assertThat(text(mask.mask(wrap("dred")))).isEqualTo("hundred");
    assertThat(text(mask.rest())).isEmpty();
  }

  @Test
  void rest_streamEndsWithinASecret_returnsTheStart() {
    SecretMask mask = new SecretMask(List.of("hunter2"));
    mask.mask(wrap("hunter"));

    assertThat(text(mask.rest())).isEqualTo("hunter");
  }

  @Test
  void masksNothing_onlyEmptySecrets_isTrue() {
    assertThat(new SecretMask(List.of("")).masksNothing()).isTrue();
    assertThat(new SecretMask(List.of("a")).masksNothing()).isFalse();
  }

  @Test
  void mask_randomReads_sameAsOneRead() {
    Random random = new Random(7);
    List<String> secrets = List.of("ab", "aab", "bba", "abcab");
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      random.ints(40, 'a', 'd').forEach(c -> text.append((char) c));
      SecretMask split = new SecretMask(secrets);
      StringBuilder masked = new StringBuilder();
      for (int at = 0; at < text.length(); ) {
        int end = Math.min(text.length(), at + random.nextInt(6));
        masked.append(text(split.mask(wrap(text.substring(at, end)))));
        at = end;
      }
      masked.append(text(split.rest()));

      assertThat(masked.toString()).isEqualTo(all(new SecretMask(secrets), text.toString()));
      secrets.forEach(secret -> assertThat(masked.toString()).doesNotContain(secret));
    }
  }

  private static String all(SecretMask mask, String text) {
    return text(mask.mask(wrap(text))) + text(mask.rest());
  }

  private static ByteBuffer wrap(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String text(ByteBuffer bytes) {
    return UTF_8.decode(bytes).toString();
  }
}
