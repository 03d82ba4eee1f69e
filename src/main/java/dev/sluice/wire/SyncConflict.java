package dev.sluice.wire;

/**
 * A source has other content under a version that is stored, or that a source before it has.
 *
 * @param source that has the other content
 * @param digest of that content
 * @param storedSource whose content the version stands for
 * @param storedDigest what the version stood for when the conflict was found
 * @param resolution {@code rejected}, {@code kept} or {@code replaced}
 * @param reason in words
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
