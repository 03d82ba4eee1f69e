package dev.sluice.wire;

import java.util.List;

/**
 * The answer to a batch of submissions.
 *
 * @param results one for each entry, in the order of the entries
 */
public record BatchAnswer(List<BatchResult> results) {}
