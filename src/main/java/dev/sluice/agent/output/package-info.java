/**
 * What a job prints, on its way from the pipe to the server: masking of secrets, UTF-8 boundaries,
 * batching, and delivery in order.
 */
@NullMarked
package dev.sluice.agent.output;

import org.jspecify.annotations.NullMarked;
