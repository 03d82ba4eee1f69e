/**
 * Requests that processes of the fleet answer: the operation {@code infer}. A worker that has a
 * process of the model runs it ({@code agent.inference}); {@code schedule.match} finds that worker.
 */
@NullMarked
package dev.sluice.inference;

import org.jspecify.annotations.NullMarked;
