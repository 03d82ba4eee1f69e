package dev.sluice.host.protocol;

/**
 * The run as the script sees it: its second argument.
 *
 * @param executionId the job's id
 * @param attempt counts from 1
 */
public record RunContext(String executionId, String taskId, String taskVersion, int attempt) {}
