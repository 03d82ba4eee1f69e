package dev.sluice.task.api;

import dev.sluice.store.StoredJson;
import jakarta.ws.rs.core.EntityTag;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells one answer from another, for those who have it already. */
final class Etags {
  private Etags() {}

  static EntityTag of(String digest) {
    return new EntityTag(digest);
  }

  /** The same on every replica for the same content. */
  static EntityTag ofJson(Object body) {
    try {
      byte[] json = StoredJson.text(body).getBytes(StandardCharsets.UTF_8);
      byte[] sha = MessageDigest.getInstance("SHA-256").digest(json);
      return new EntityTag(HexFormat.of().formatHex(sha, 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
