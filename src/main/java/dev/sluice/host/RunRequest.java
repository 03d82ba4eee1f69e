package dev.sluice.host;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A run that somebody wants.
 *
 * @param name of the task, for stack traces
 * @param digest of the script's text: the same digest must always mean the same text
 * @param timeMs wall-clock limit of the run; 0 for the settings' own
 * @param memoryBytes what the script may use, 0 for the settings' own
 * @param mock answers {@code fetch} instead of the network
 */
public record RunRequest(
    String name,
    String digest,
    String script,
    JsonNode input,
    RunContext context,
    long timeMs,
    long memoryBytes,
    @Nullable JsonNode mock) {}
