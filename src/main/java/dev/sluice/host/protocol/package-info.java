/**
 * The messages between a task host and the process that started it: frames, the order of a run, its
 * limits and its result. Plain values; both {@code dev.sluice.host} and {@code dev.sluice.script}
 * use them, and neither uses the other.
 */
@NullMarked
package dev.sluice.host.protocol;

import org.jspecify.annotations.NullMarked;
