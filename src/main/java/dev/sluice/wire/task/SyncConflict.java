package dev.sluice.wire.task;

/**
 * A source has other content for a version that is stored or that an earlier source has.
 *
 * @param source the source with the other content
 * @param digest of that content
 * @param storedSource the source of the stored content
 * @param storedDigest the digest of the stored content when the conflict was found
 * @param resolution {@code rejected}, {@code kept} or {@code replaced}
 * @param reason for people
 */
public record SyncConflict(
    String name,
    String version,
    String source,
    String digest,
    String storedSource,
    String storedDigest,
    String resolution,
    String reason) {}
