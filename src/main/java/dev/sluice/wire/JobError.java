package dev.sluice.wire;

/**
 * Why a job failed.
 *
 * @param code stable, for machines
 * @param message for people
 */
public record JobError(String code, String message) {}
