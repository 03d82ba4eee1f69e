package dev.sluice.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A test that a task package contains.
 *
 * @param name the name of its file, without {@code .json}
 * @param expectedOutput the result of the run; with a field {@code error}, the run must throw
 * @param mock the file's answers to the script's HTTP calls; null if the file has none
 * @param expectedToFail the name ends in {@code -fail}: the expectation must not be met
 */
public record TaskTest(
    String name,
    JsonNode input,
    JsonNode expectedOutput,
    @Nullable JsonNode mock,
    boolean expectedToFail) {}
