/**
 * Readers of a running or finished job: live tails, the hand-over from the log to live chunks, and
 * the typed and raw SSE forms.
 */
@NullMarked
package dev.sluice.output.stream;

import org.jspecify.annotations.NullMarked;
