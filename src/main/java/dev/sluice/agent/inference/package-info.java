/**
 * Runs {@code infer} jobs: one request to a process of this worker that serves a model, whose
 * answer becomes the output of the job. Entry point: {@link
 * dev.sluice.agent.inference.InferExecutor}. Which processes there are is {@code agent.resident}'s
 * to know.
 */
@NullMarked
package dev.sluice.agent.inference;

import org.jspecify.annotations.NullMarked;
