package dev.sluice.task.events;

import dev.sluice.store.StoredJson;
import dev.sluice.task.TaskVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What readers are told of a version.
 *
 * @param previousDigest what the version stood for before
 * @param previousVersion that the same place in the source held before
 */
public record VersionNews(
    String name,
    String version,
    String digest,
    String source,
    @Nullable String previousDigest,
    @Nullable String previousVersion,
    Instant at) {

  public static VersionNews of(TaskVersion version, Instant at) {
    return new VersionNews(
        version.name, version.version, version.digest, version.source, null, null, at);
  }

  public VersionNews after(@Nullable String digest, @Nullable String version) {
    return new VersionNews(name, this.version, this.digest, source, digest, version, at);
  }

  public String json() {
    return StoredJson.text(this);
  }
}
