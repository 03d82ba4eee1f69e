package dev.sluice.wire;

/** Names one attempt of one job. Attempts count from 1. */
public record AttemptRef(String jobId, int attempt) {}
