package dev.sluice.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.host.protocol.RunContext;
import org.jspecify.annotations.Nullable;

/**
 * A script to run, with its input and limits.
 *
 * @param name of the task, for stack traces
 * @param digest of the script's text: the same digest must always mean the same text
 * @param timeMs wall-clock limit of the run; 0 for that of the settings
 * @param memoryBytes memory limit of the script; 0 for that of the settings
 * @param mock answers {@code fetch} instead of the network; null for the network
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
