package dev.sluice.script;

import dev.sluice.text.WellFormed;
import java.net.IDN;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * Functions that {@code encoding.js} and {@code url.js} call: they convert text to bytes and back.
 *
 * @see <a href="https://encoding.spec.whatwg.org/">Encoding standard</a>
 */
final class TextFunctions {
  private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "unicode-1-1-utf-8");
  private static final Set<String> UTF_16LE = Set.of("utf-16le", "utf-16", "ucs-2", "unicode");

  /** Labels that the standard maps to windows-1252. */
  private static final Set<String> WESTERN =
      Set.of(
          "windows-1252", "latin1", "iso-8859-1", "iso8859-1", "ascii", "us-ascii", "l1", "cp1252");

  private TextFunctions() {}

  static Map<String, Object> functions() {
    ProxyExecutable utf8Length = arguments -> utf8(arguments[0]).length;
    ProxyExecutable utf8Write =
        arguments -> {
          write(utf8(arguments[0]), arguments[1]);
          return null;
        };
    ProxyExecutable encodingOf = arguments -> encodingOf(arguments[0].asString());
    ProxyExecutable btoa = arguments -> btoa(arguments[0].asString());
    ProxyExecutable atob = arguments -> atob(arguments[0].asString());
    ProxyExecutable decode = TextFunctions::decode;
    ProxyExecutable domainToAscii = arguments -> domainToAscii(arguments[0].asString());
    return Map.of(
        "utf8Length", utf8Length,
        "utf8Write", utf8Write,
        "encodingOf", encodingOf,
        "decode", decode,
        "btoa", btoa,
        "atob", atob,
        "domainToAscii", domainToAscii);
  }

  private static byte[] utf8(Value text) {
    return WellFormed.of(text.asString()).getBytes(StandardCharsets.UTF_8);
  }

  private static void write(byte[] bytes, Value buffer) {
    for (int i = 0; i < bytes.length; i++) {
      buffer.writeBufferByte(i, bytes[i]);
    }
  }

  private static @Nullable String encodingOf(String label) {
    String name = label.strip().toLowerCase(Locale.ROOT);
    if (UTF_8.contains(name)) {
      return "utf-8";
    }
    if (UTF_16LE.contains(name)) {
      return "utf-16le";
    }
    if (name.equals("utf-16be")) {
      return name;
    }
    return WESTERN.contains(name) ? "windows-1252" : null;
  }

  /**
   * Decodes bytes of a buffer.
   *
   * @param arguments encoding, buffer, offset, length, fatal, last
   * @return the text, null if it is malformed, and the number of bytes that were decoded
   */
  private static ProxyArray decode(Value... arguments) {
    byte[] bytes = new byte[arguments[3].asInt()];
    arguments[1].readBuffer(arguments[2].asLong(), bytes, 0, bytes.length);
    CodingErrorAction onError =
        arguments[4].asBoolean() ? CodingErrorAction.REPORT : CodingErrorAction.REPLACE;
    CharsetDecoder decoder =
        Charset.forName(arguments[0].asString())
            .newDecoder()
            .onMalformedInput(onError)
            .onUnmappableCharacter(onError);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 8);
    boolean last = arguments[5].asBoolean();
    try {
      CoderResult result = decoder.decode(in, out, last);
      if (result.isError()) {
        result.throwException();
      }
      if (last) {
        decoder.flush(out);
      }
      return ProxyArray.fromArray(out.flip().toString(), in.position());
    } catch (CharacterCodingException malformed) {
      return ProxyArray.fromArray(null, in.position());
    }
  }

  private static @Nullable String btoa(String data) {
    if (data.chars().anyMatch(c -> c > 0xff)) {
      return null;
    }
    return Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static @Nullable String atob(String data) {
    String text = data.replaceAll("[\\t\\n\\f\\r ]", "");
    if (text.length() % 4 == 0) {
      text = text.replaceFirst("={1,2}$", "");
    }
    if (text.length() % 4 == 1 || text.indexOf('=') >= 0) {
      return null;
    }
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /**
   * Converts a domain to ASCII by IDNA 2003, the only version in the JDK, although the URL standard
   * requires UTS 46: some newer letters are refused or have a different form.
   *
   * @return null if the domain is not valid
   * @see <a href="https://url.spec.whatwg.org/#concept-domain-to-ascii">URL standard, domain to
   *     ASCII</a>
   */
  private static @Nullable String domainToAscii(String domain) {
    if (domain.chars().allMatch(c -> c < 0x80)) {
      return domain.toLowerCase(Locale.ROOT);
    }
    try {
      return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException invalid) {
      return null;
    }
  }
}
