package dev.sluice.output.stream;

import org.jspecify.annotations.Nullable;

/**
 * A stream that was opened.
 *
 * @param reader absent when the client has seen everything already
 * @param leave to be run when the client is gone
 */
record OpenStream(@Nullable JobReader reader, Runnable leave) {}
