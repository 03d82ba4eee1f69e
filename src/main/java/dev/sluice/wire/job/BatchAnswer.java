package dev.sluice.wire.job;

import java.util.List;

/**
 * The answer to a batch of submissions.
 *
 * @param results one for each entry, in their order
 */
public record BatchAnswer(List<BatchResult> results) {}
