package dev.sluice.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The digest of a task's content, independent of its packing: SHA-256 over a first line and then,
 * for each part that is present, its name, its length in bytes and its bytes. JSON is in canonical
 * form, the script unchanged.
 */
public final class Digest {
  private static final Pattern SHAPE = Pattern.compile("sha256:[0-9a-f]{64}");

  private final Sha256 sha = new Sha256().add("sluice-task 1\n");

  private Digest() {}

  /** Whether {@code text} has the form of a digest. */
  public static boolean isOne(String text) {
    return SHAPE.matcher(text).matches();
  }

  public static String of(
      Metadata metadata,
      String script,
      @Nullable JsonNode inputSchema,
      @Nullable JsonNode outputSchema) {
    Digest digest = new Digest();
    digest.part("metadata", CanonicalJson.of(metadata.json()));
    digest.part("script", script);
    if (inputSchema != null) {
      digest.part("input_schema", CanonicalJson.of(inputSchema));
    }
    if (outputSchema != null) {
      digest.part("output_schema", CanonicalJson.of(outputSchema));
    }
    return "sha256:" + digest.sha.hex();
  }

  private void part(String name, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    sha.add(name + " " + bytes.length + "\n").add(bytes).add("\n");
  }
}
