package dev.sluice.host;

/**
 * What a script is told about its run, as its second argument.
 *
 * @param executionId the job's id
 * @param attempt counts from 1
 */
public record RunContext(String executionId, String taskId, String taskVersion, int attempt) {}
