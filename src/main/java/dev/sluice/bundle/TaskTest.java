package dev.sluice.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A test that comes with a task.
 *
 * @param name of its file, without {@code .json}
 * @param expectedOutput what the run must return; with a field {@code error}, the run must throw
 * @param mock answers to the script's HTTP calls, as the file has it; null without
 * @param expectedToFail the name ends in {@code -fail}: the test is right if it does not pass
 */
public record TaskTest(
    String name,
    JsonNode input,
    JsonNode expectedOutput,
    @Nullable JsonNode mock,
    boolean expectedToFail) {}
