package dev.sluice.task.api;

import dev.sluice.store.StoredJson;
import dev.sluice.text.Sha256;
import jakarta.ws.rs.core.EntityTag;

/** What tells one answer from another, for those who have it already. */
final class Etags {
  private Etags() {}

  static EntityTag of(String digest) {
    return new EntityTag(digest);
  }

  /** The same on every replica for the same content. */
  static EntityTag ofJson(Object body) {
    return new EntityTag(Sha256.of(StoredJson.text(body)).substring(0, 32));
  }
}
