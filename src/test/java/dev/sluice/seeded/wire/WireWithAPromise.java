package dev.sluice.seeded.wire;

import io.smallrye.mutiny.Uni;

/** Brings a library into the wire. */
public record WireWithAPromise(Uni<String> value) {}
