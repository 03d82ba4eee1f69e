package dev.sluice.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bundle.expect.Expectation;
import org.jspecify.annotations.Nullable;

/**
 * A test that a task package contains.
 *
 * @param name the name of its file, without {@code .json}
 * @param expected how the run must end
 * @param mock the file's answers to the script's HTTP calls; null if the file has none
 * @param expectedToFail the name ends in {@code -fail}: the expectation must not be met, unless it
 *     is an error
 */
public record TaskTest(
    String name,
    JsonNode input,
    Expectation expected,
    @Nullable JsonNode mock,
    boolean expectedToFail) {}
